#include "node/laptop/app/desk.h"

#include "node/shared/clock.h"

namespace satchel {

Desk::Desk(LaptopWorkspace& workspace, SyncStatus& sync)
    : workspace_(workspace),
      sync_(sync),
      own_changes_(static_cast<std::uint64_t>(wall_clock_ms()) ^ (random_array<1>()[0] << 8U)),
      door_([this](const std::function<void(Store&)>& body) {
        alone([&](LaptopWorkspace& own) { body(own.store()); });
      }) {}

std::uint64_t Desk::revision() {
  const std::int64_t of_others = workspace_.store().database().number_of("PRAGMA data_version");
  return static_cast<std::uint64_t>(of_others) + own_changes_;
}

Result<RecordId> ApiRequest::id() const {
  const auto id = parts.empty() ? std::nullopt : Uuid::parse(parts.front());
  if (id) return RecordId{*id};
  return Error{ErrorKind::not_found, "there is no such record on this laptop", ""};
}

std::string ApiRequest::text(std::string_view name) const { return text_in(body, name); }

Result<std::string> ApiRequest::instant(const std::string& name) const {
  constexpr std::size_t kShortest = 20;  // 2026-11-27T14:05:00Z
  const auto found = query.find(name);
  if (found == query.end() || found->second.size() < kShortest || found->second[10] != 'T' ||
      found->second.back() != 'Z') {
    return Error{ErrorKind::usage, name + " has to be an instant", "such as 2026-11-27T14:05:00.000Z"};
  }
  return found->second;
}

std::uint64_t ApiRequest::number(const std::string& name, std::uint64_t otherwise, std::uint64_t max) const {
  constexpr std::size_t kDigitsMax = 9;
  const auto found = query.find(name);
  if (found == query.end() || found->second.empty() || found->second.size() > kDigitsMax ||
      found->second.find_first_not_of("0123456789") != std::string::npos) {
    return otherwise;
  }
  return std::min<std::uint64_t>(std::stoull(found->second), max);
}

Route changing_route(std::string path, Reply (*handle)(Desk&, LaptopWorkspace&, const ApiRequest&)) {
  Route route{"POST", std::move(path), handle};
  route.changes = true;
  return route;
}

std::vector<Dot> dots_in(const json::array& names) {
  std::vector<Dot> dots;
  for (const json::value& name : names) {
    const auto dot = name.is_string() ? Dot::parse(std::string_view(name.get_string())) : std::nullopt;
    if (dot) dots.push_back(*dot);
  }
  return dots;
}

}  // namespace satchel
