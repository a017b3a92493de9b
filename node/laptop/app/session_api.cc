// Session and settings: who is at the keyboard, and how they like things shown.
#include <algorithm>
#include <set>

#include "node/laptop/app/desk.h"
#include "node/laptop/app/settings.h"
#include "node/shared/passphrase.h"

namespace satchel {

namespace {

constexpr std::string_view kSettingsFact = "app settings";
constexpr std::size_t kCredentialBytesMax = 80;

std::int64_t idle_minutes_of(const json::object& settings) {
  const json::value& minutes = settings.at("idle_minutes");
  return minutes.is_int64() ? minutes.get_int64() : kIdleMinutesDefault;
}

Status check_setting(std::string_view name, const json::value& value) {
  static const std::map<std::string_view, std::set<std::string_view>> kWords = {
      {"language", {"", "en", "es"}},
      {"theme", {"", "light", "dark"}},
      {"date_format", {"", "mdy", "dmy", "ymd"}},
      {"time_format", {"", "12", "24"}}};
  const Error wrong{ErrorKind::bad_input, std::string(name) + " cannot be that", "choose one of the offered ones"};
  if (name == "idle_minutes") {
    const bool good = value.is_int64() && value.get_int64() >= 1 && value.get_int64() <= kIdleMinutesMax;
    return good ? Status(Done{}) : wrong;
  }
  if (!value.is_string()) return wrong;
  const std::string_view text = value.get_string();
  if (name == "credential") return text.size() <= kCredentialBytesMax ? Status(Done{}) : wrong;
  const auto words = kWords.find(name);
  return words != kWords.end() && words->second.count(text) != 0 ? Status(Done{}) : wrong;
}

std::string_view word_of(Door::State state) {
  switch (state) {
    case Door::State::no_passphrase: return "new";
    case Door::State::locked: return "locked";
    case Door::State::open: return "open";
  }
  return "locked";
}

Reply show_session(Desk& desk, const ApiRequest&, const std::string& token) {
  const auto state = desk.door().state(token);
  const std::int64_t wait_ms = desk.door().wait_ms();
  return desk.alone([&](LaptopWorkspace& workspace) -> Reply {
    const auto who = workspace.laptop().identity();
    const json::object settings = settings_of(workspace.store());
    return json::object{{"state", json::string(word_of(state))},
                        {"user", who->user_name},
                        {"role", who->role},
                        {"office", who->office_name},
                        {"version", SATCHEL_VERSION},
                        {"wait_ms", wait_ms},
                        {"idle_minutes", idle_minutes_of(settings)},
                        {"passphrase_min", kPassphraseCharactersMin},
                        {"settings", settings}};
  });
}

Reply token_or(const Result<std::string>& token) {
  if (!token) return token.error();
  return json::object{{"token", *token}};
}

Reply set_passphrase(Desk& desk, const ApiRequest& request, const std::string&) {
  const std::string passphrase = request.text("passphrase");
  if (request.body.contains("old")) return token_or(desk.door().change(request.text("old"), passphrase));
  return token_or(desk.door().set_first(passphrase, request.text("start")));
}

Reply unlock(Desk& desk, const ApiRequest& request, const std::string&) {
  const auto token = desk.door().unlock(request.text("passphrase"));
  if (token) {
    desk.alone([&](LaptopWorkspace& workspace) {
      desk.door().set_idle_minutes(idle_minutes_of(settings_of(workspace.store())));
    });
  }
  return token_or(token);
}

Reply lock(Desk& desk, const ApiRequest&, const std::string&) {
  desk.door().lock();
  return json::object{};
}

Reply be_active(Desk& desk, const ApiRequest&, const std::string&) {
  desk.door().active();
  return json::object{};
}

Reply change_settings(Desk& desk, LaptopWorkspace& workspace, const ApiRequest& request) {
  json::object settings = settings_of(workspace.store());
  for (const auto& item : request.body) {
    if (const auto good = check_setting(item.key(), item.value()); !good) return good.error();
    settings[item.key()] = item.value();
  }
  Transaction transaction(workspace.store());
  workspace.store().put_fact(kSettingsFact, write_json(settings));
  transaction.commit();
  desk.door().set_idle_minutes(idle_minutes_of(settings));
  return settings;
}

Route door(std::string method, std::string path, bool needs_session,
           Reply (*handle)(Desk&, const ApiRequest&, const std::string&)) {
  Route route{std::move(method), std::move(path)};
  route.handle_door = handle;
  route.needs_session = needs_session;
  return route;
}

}  // namespace

json::object settings_of(Store& store) {
  json::object settings{{"language", ""},    {"theme", ""},
                        {"date_format", ""}, {"time_format", ""},
                        {"credential", ""},  {"idle_minutes", kIdleMinutesDefault}};
  const auto kept = store.fact(kSettingsFact);
  const auto parsed = kept ? parse_json(*kept) : Result<json::value>(json::value());
  if (!parsed || !parsed->is_object()) return settings;
  for (const auto& item : parsed->get_object()) {
    if (settings.contains(item.key())) settings[item.key()] = item.value();
  }
  return settings;
}

std::vector<Route> session_routes() {
  return {door("GET", "/api/session", false, show_session),
          door("POST", "/api/session/passphrase", false, set_passphrase),
          door("POST", "/api/session/unlock", false, unlock),
          door("POST", "/api/session/lock", true, lock),
          door("POST", "/api/session/active", true, be_active),
          changing_route("/api/settings", change_settings)};
}

}  // namespace satchel
