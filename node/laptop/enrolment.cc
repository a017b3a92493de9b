#include "node/laptop/enrolment.h"

#include <algorithm>

#include "node/http/client.h"
#include "node/shared/clock.h"
#include "node/shared/enrolment_code.h"
#include "sync/codec.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr const char* kEnrolmentType = "application/x-satchel-enrolment";

Error explain(const http::Reply& reply) {
  if (reply.status == 403) return {ErrorKind::refused, reply.body, ""};
  if (reply.status == 429) {
    return {ErrorKind::refused, "too many wrong codes were tried from here",
            "wait ten minutes, then try again: a code that was not used stays good"};
  }
  return {ErrorKind::offline,
          "what answers at this address is not a Satchel office (HTTP " +
              std::to_string(reply.status) + ")",
          "check the address, and whether the network wants you to sign in with a browser first"};
}

// Who this laptop wants to be. Kept until an office has answered: if the answer is lost on the way, the office
// knows the same laptop again by these and repeats it.
struct Draft {
  std::array<std::uint8_t, 32> seed{};
  Uuid node_id;
};

constexpr std::string_view kDraftFact = "enrolment draft";

Draft draft_of(SqliteStore& store) {
  Transaction transaction(store);
  Draft draft;
  const auto bytes = store.fact(kDraftFact);
  if (bytes && bytes->size() == draft.seed.size() + draft.node_id.bytes.size()) {
    std::copy_n(bytes->begin(), draft.seed.size(), draft.seed.begin());
    std::copy_n(bytes->begin() + draft.seed.size(), draft.node_id.bytes.size(), draft.node_id.bytes.begin());
    return draft;
  }
  draft.seed = random_array<32>();
  draft.node_id = random_uuid();
  std::string fresh(draft.seed.begin(), draft.seed.end());
  fresh.append(draft.node_id.bytes.begin(), draft.node_id.bytes.end());
  store.put_fact(kDraftFact, fresh);
  transaction.commit();
  return draft;
}

}  // namespace

Result<EnrolmentAnswer> enrol_laptop(LaptopWorkspace& workspace, const std::string& office_url,
                                     const std::string& code_text) {
  if (const auto who = workspace.laptop().identity()) {
    return Error{ErrorKind::refused,
                 "this folder belongs to " + who->user_name + " already",
                 "use another --data folder for another user"};
  }
  const auto code = parse_code(code_text);
  if (!code) return code.error();
  const Draft draft = draft_of(workspace.store());
  const KeyPair keys = make_key_pair(draft.seed);
  EnrolmentRequest request;
  request.code = code->secret;
  request.fingerprint = code->fingerprint;
  request.device_key = keys.open;
  request.node_id = draft.node_id;
  http::ClientOptions options;
  options.url = office_url;
  http::Client client(options);
  const auto reply = client.post("/v1/enroll", kEnrolmentType, encode(request));
  if (!reply) return reply.error();
  if (reply->status != 200 || reply->content_type != kEnrolmentType) return explain(*reply);

  SignedReceipt sealed;
  EnrolmentAnswer answer;
  if (!decode(reply->body, sealed) || !decode(sealed.body, answer) ||
      fingerprint_of(answer.office_key) != code->fingerprint ||
      !verify(answer.office_key, "satchel enrolment 1 " + request.device_key + sealed.body,
              sealed.signature)) {
    return Error{ErrorKind::refused, "the answer does not come from the office that made this code",
                 "check the address with the office; nothing was kept"};
  }
  LaptopIdentity identity;
  identity.office_url = office_url;
  identity.office = answer.office;
  identity.office_epoch = answer.office_epoch;
  identity.office_name = answer.office_name;
  identity.office_key = answer.office_key;
  identity.node = answer.node;
  identity.node_id = request.node_id;
  identity.user = answer.user;
  identity.user_name = answer.user_name;
  identity.role = answer.role;
  identity.device_secret = keys.secret;
  Transaction transaction(workspace.store());
  if (const auto who = workspace.laptop().identity()) {  // another `enroll` was faster
    return Error{ErrorKind::refused,
                 "this folder has come to belong to " + who->user_name + " meanwhile",
                 "nothing was changed; the code is used up"};
  }
  workspace.laptop().enrol(identity, answer);
  workspace.store().put_fact(kDraftFact, "");
  transaction.commit();
  return answer;
}

}  // namespace satchel
