#include "node/laptop/app/duplicates.h"

#include <algorithm>

#include "node/shared/record_json.h"
#include "storage/fold.h"
#include "storage/lookup.h"
#include "storage/spelling.h"

namespace satchel {

namespace {

constexpr std::size_t kHintsMax = 10;
constexpr std::size_t kPhoneDigitsMin = 7;  // without area code
constexpr std::size_t kSearchMax = 50;

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

// Whether two numbers are one, with or without country and area code.
bool is_same_phone(const std::string& a, const std::string& b) {
  const std::size_t common = std::min({a.size(), b.size(), std::size_t{10}});
  return common >= kPhoneDigitsMin && a.substr(a.size() - common) == b.substr(b.size() - common);
}

bool is_like(const std::string& a, const std::string& b) {
  const std::size_t most = slips_allowed(std::min(a.size(), b.size()));
  return edit_distance(a, b, most) <= most;
}

class Finder {
 public:
  Finder(LaptopWorkspace& workspace, const NewClient& person)
      : workspace_(workspace), person_(person), given_(fold_words(person.given_name)), family_(fold_words(person.family_name)) {
    for (const std::string& phone : person.phones) phones_.push_back(digits_of(phone));
  }

  std::vector<DuplicateHint> find() {
    Lookup lookup(workspace_.store().database());
    if (!person_.birth_date.empty()) look_at(lookup.clients_born_on(person_.birth_date));
    SearchOptions options;
    options.type = core_type(kTypeClient)->id;
    options.limit = kSearchMax;
    if (!given_.empty() && !family_.empty()) {
      look_at(workspace_.store().search(person_.given_name + " " + person_.family_name, options));
    }
    for (const std::string& phone : person_.phones) {
      if (digits_of(phone).size() >= kPhoneDigitsMin) look_at(workspace_.store().search(phone, options));
    }
    std::stable_sort(hints_.begin(), hints_.end(), [](const DuplicateHint& a, const DuplicateHint& b) {
      return weight(a) > weight(b);
    });
    if (hints_.size() > kHintsMax) hints_.resize(kHintsMax);
    return std::move(hints_);
  }

 private:
  static std::size_t weight(const DuplicateHint& hint) {
    std::size_t sum = 0;
    for (const std::string_view reason : hint.because) {
      sum += reason == "name_and_birth_date" ? 8 : reason == "similar_name_and_birth_date" ? 4 : reason == "phone" ? 2 : 1;
    }
    return sum;
  }

  void look_at(const std::vector<RecordId>& ids) {
    for (const RecordId& id : ids) {
      const bool is_known = std::any_of(hints_.begin(), hints_.end(),
                                        [&](const DuplicateHint& hint) { return hint.client == id; });
      const auto record = is_known ? std::nullopt : workspace_.shown(id);
      if (!record) continue;
      auto because = reasons(*record);
      if (!because.empty()) hints_.push_back({id, std::move(because)});
    }
  }

  std::vector<std::string_view> reasons(const Record& client) {
    const Schema& schema = workspace_.schema();
    const std::string given = fold_words(shown_text(client, schema, "given_name"));
    const std::string family = fold_words(shown_text(client, schema, "family_name"));
    const bool born = !person_.birth_date.empty() && shown_text(client, schema, "birth_date") == person_.birth_date;
    const bool same = !family_.empty() && given == given_ && family == family_;
    const bool alike = !family_.empty() && is_like(given, given_) && is_like(family, family_);
    std::vector<std::string_view> because;
    if (born && same) because.push_back("name_and_birth_date");
    if (born && alike && !same) because.push_back("similar_name_and_birth_date");
    if (!born && same) because.push_back("name");
    if (has_phone(client)) because.push_back("phone");
    return because;
  }

  bool has_phone(const Record& client) {
    for (const json::value& phone : shown_elements(client, workspace_.schema(), "phones")) {
      if (!phone.is_object()) continue;
      const std::string digits = digits_of(text_in(phone.get_object(), "number"));
      if (std::any_of(phones_.begin(), phones_.end(),
                      [&](const std::string& wanted) { return is_same_phone(digits, wanted); })) {
        return true;
      }
    }
    return false;
  }

  LaptopWorkspace& workspace_;
  const NewClient& person_;
  std::string given_;
  std::string family_;
  std::vector<std::string> phones_;
  std::vector<DuplicateHint> hints_;
};

}  // namespace

NewClient new_client_from(const json::object& form) {
  NewClient person{text_in(form, "given_name"), text_in(form, "family_name"), text_in(form, "birth_date"), {}};
  const json::value* phones = form.if_contains("phones");
  if (phones == nullptr || !phones->is_array()) return person;
  for (const json::value& phone : phones->get_array()) {
    if (phone.is_string()) person.phones.emplace_back(phone.get_string());
    if (phone.is_object()) person.phones.push_back(text_in(phone.get_object(), "number"));
  }
  return person;
}

std::vector<DuplicateHint> likely_duplicates(LaptopWorkspace& workspace, const NewClient& person) {
  return Finder(workspace, person).find();
}

}  // namespace satchel
