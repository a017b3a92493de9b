#include "node/laptop/enrolment.h"

#include <algorithm>

#include "node/laptop/office_link.h"
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

// What the office is asked, and with which key.
struct Request {
  EnrolmentRequest message;
  KeyPair keys;
};

Result<Request> make_request(LaptopWorkspace& workspace, const EnrolmentCode& code) {
  Request request;
  if (const auto who = workspace.laptop().identity()) {
    if (fingerprint_of(who->office_key) != code.fingerprint) {
      return Error{ErrorKind::refused,
                   "this folder belongs to " + who->user_name + " at " + who->office_name +
                       ", and the code is not from there",
                   "use another --data folder for another office"};
    }
    constexpr std::size_t kOpenBytes = 32;  // the open key is the end of the secret one
    request.keys = {who->device_secret, who->device_secret.substr(who->device_secret.size() - kOpenBytes)};
    request.message.node_id = who->node_id;
  } else {
    const Draft draft = draft_of(workspace.store());
    request.keys = make_key_pair(draft.seed);
    request.message.node_id = draft.node_id;
  }
  request.message.code = code.secret;
  request.message.fingerprint = code.fingerprint;
  request.message.device_key = request.keys.open;
  return request;
}

// The code's fingerprint is all that is known of the office; it suffices to know its key when it shows it.
http::ClientOptions options_for(const EnrolmentWords& words, const std::string& fingerprint) {
  http::ClientOptions options;
  options.url = words.office_url;
  if (is_https(words.office_url) && !words.proxy) {
    options.tls = http::ClientTls{
        [fingerprint](std::string_view key) { return fingerprint_of(key) == fingerprint; }};
  }
  return options;
}

Result<EnrolmentAnswer> ask(const EnrolmentWords& words, const EnrolmentCode& code,
                            const EnrolmentRequest& request) {
  http::Client client(options_for(words, code.fingerprint));
  if (!is_https(words.office_url)) {  // no code goes to who does not even say that it is an office
    const auto greeting = client.get("/v1/office");
    if (!greeting) return greeting.error();
    if (wants_https(*greeting)) return says_https(words.office_url);
    if (greeting->status != 200) return explain(*greeting);
  }
  const auto reply = client.post("/v1/enroll", kEnrolmentType, encode(request));
  if (!reply) return reply.error();
  if (reply->status != 200 || reply->content_type != kEnrolmentType) return explain(*reply);
  SignedReceipt sealed;
  EnrolmentAnswer answer;
  if (!decode(reply->body, sealed) || !decode(sealed.body, answer) ||
      fingerprint_of(answer.office_key) != code.fingerprint ||
      !verify(answer.office_key, "satchel enrolment 1 " + request.device_key + sealed.body,
              sealed.signature)) {
    return Error{ErrorKind::refused, "the answer does not come from the office that made this code",
                 "check the address with the office; nothing was kept"};
  }
  return answer;
}

LaptopIdentity identity_of(const EnrolmentAnswer& answer, const Request& request, const std::string& url) {
  LaptopIdentity identity;
  identity.office_url = url;
  identity.office = answer.office;
  identity.office_epoch = answer.office_epoch;
  identity.office_name = answer.office_name;
  identity.office_key = answer.office_key;
  identity.node = answer.node;
  identity.node_id = request.message.node_id;
  identity.user = answer.user;
  identity.user_name = answer.user_name;
  identity.role = answer.role;
  identity.device_secret = request.keys.secret;
  return identity;
}

// Nothing changes but the certificate and the address.
Status keep_renewal(LaptopWorkspace& workspace, const LaptopIdentity& who, const EnrolmentAnswer& answer,
                    const std::string& url) {
  if (answer.node != who.node || answer.user != who.user || answer.office != who.office) {
    return Error{ErrorKind::refused, "the office knows this folder as another laptop than it is",
                 "nothing was changed; tell the office"};
  }
  workspace.laptop().put_certificate(answer.certificate);
  forget_office_time(workspace.laptop());
  workspace.laptop().move_office(url);
  return Done{};
}

}  // namespace

Result<EnrolmentAnswer> enrol_laptop(LaptopWorkspace& workspace, const EnrolmentWords& words) {
  const auto code = parse_code(words.code);
  if (!code) return code.error();
  const auto request = make_request(workspace, *code);
  if (!request) return request.error();
  const bool fresh = !workspace.laptop().identity();
  const auto answer = ask(words, *code, request->message);
  if (!answer) return answer.error();
  Transaction transaction(workspace.store());
  const auto who = workspace.laptop().identity();
  if (fresh && who) {  // another `enroll` was faster
    return Error{ErrorKind::refused,
                 "this folder has come to belong to " + who->user_name + " meanwhile",
                 "nothing was changed; the code is used up"};
  }
  if (fresh) {
    workspace.laptop().enrol(identity_of(*answer, *request, words.office_url), *answer);
    workspace.store().put_fact(kDraftFact, "");
  } else if (const auto kept = keep_renewal(workspace, *who, *answer, words.office_url); !kept) {
    return kept.error();
  }
  keep_proxy(workspace.laptop(), words.proxy);
  transaction.commit();
  return answer;
}

}  // namespace satchel
