#include "node/laptop/kept_forms.h"

namespace satchel {

namespace {

constexpr std::string_view kPrefix = "draft form ";
constexpr std::size_t kUuidLength = 36;

std::string fact_name(const std::string& key) { return std::string(kPrefix) + key; }

std::optional<KeptForm> from_fact(std::string_view name, std::string_view bytes) {
  const auto parsed = parse_json(bytes);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  KeptForm form;
  form.key = name.substr(kPrefix.size());
  if (const json::value* fields = parsed->get_object().if_contains("fields"); fields != nullptr && fields->is_object()) {
    form.fields = fields->get_object();
  }
  form.saved_at = text_in(parsed->get_object(), "saved_at");
  return form;
}

}  // namespace

std::optional<Uuid> KeptForm::record() const {
  for (std::size_t at = 0; at + kUuidLength <= key.size(); ++at) {
    if (const auto id = Uuid::parse(key.substr(at, kUuidLength))) return id;
  }
  return std::nullopt;
}

Status KeptForms::check_key(const std::string& key) {
  const bool good = !key.empty() && key.size() <= kKeyMax &&
                    key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (good) return Done{};
  return Error{ErrorKind::usage, "this is no key of a form", "1 to 64 of a-z, 0-9 and -"};
}

std::vector<KeptForm> KeptForms::all() {
  std::vector<KeptForm> forms;
  workspace_.store().each_fact(kPrefix, [&](std::string_view name, std::string_view bytes) {
    if (auto form = from_fact(name, bytes)) forms.push_back(std::move(*form));
  });
  return forms;
}

std::optional<KeptForm> KeptForms::find(const std::string& key) {
  const std::string name = fact_name(key);
  const auto bytes = workspace_.store().fact(name);
  return bytes ? from_fact(name, *bytes) : std::nullopt;
}

void KeptForms::put(const KeptForm& form) {
  workspace_.store().put_fact(fact_name(form.key), write_json(json::object{{"fields", form.fields}, {"saved_at", form.saved_at}}));
}

// That one alone: the forms of other windows begin with the same key.
void KeptForms::drop(const std::string& key) { workspace_.store().remove_fact(fact_name(key)); }

}  // namespace satchel
