#include "node/laptop/office_link.h"

#include <algorithm>
#include <string_view>

namespace satchel {

namespace {

constexpr std::string_view kProxyFact = "office behind proxy";
// The `last_sync_ms` that no longer counts.
constexpr std::string_view kForgottenTimeFact = "office time forgotten";

}  // namespace

bool is_https(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  return url.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), url.begin(),
                    [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
}

bool goes_through_proxy(Laptop& laptop) { return laptop.store().fact(kProxyFact).value_or("") == "yes"; }

void keep_proxy(Laptop& laptop, bool proxy) {
  if (proxy != goes_through_proxy(laptop)) laptop.store().put_fact(kProxyFact, proxy ? "yes" : "");
}

bool link_proves(Laptop& laptop, const std::string& url) {
  return is_https(url) && !goes_through_proxy(laptop);
}

std::int64_t office_ms_known(Laptop& laptop) {
  const std::int64_t last_ms = laptop.progress().last_sync_ms;
  const bool forgotten = laptop.store().fact(kForgottenTimeFact) == std::to_string(last_ms);
  const auto own = read_certificate(laptop.certificate());
  return std::max(forgotten ? 0 : last_ms, own ? own->dates.from_ms : 0);
}

void forget_office_time(Laptop& laptop) {
  laptop.store().put_fact(kForgottenTimeFact, std::to_string(laptop.progress().last_sync_ms));
}

http::ClientOptions link_options(Laptop& laptop, const std::string& url) {
  http::ClientOptions options;
  options.url = url;
  if (!link_proves(laptop, url)) return options;
  const auto who = laptop.identity();
  options.tls = http::ClientTls{[key = who->office_key](std::string_view shown) { return shown == key; },
                                office_ms_known(laptop), laptop.certificate(), who->device_secret};
  return options;
}

Status check_new_address(Laptop& laptop, const std::string& url) {
  if (is_https(url) || !is_https(laptop.identity()->office_url)) return Done{};
  return Error{ErrorKind::refused, "this laptop and its office speak TLS, and " + url + " would be without it",
               "nothing was sent; the address begins with https://. If the office has really changed that, enrol "
               "again with a code from it"};
}

bool wants_https(const http::Reply& reply) {
  return reply.status == 400 && reply.body.find("speaks TLS") != std::string::npos;
}

Error says_https(const std::string& url) {
  return {ErrorKind::refused, "the office at " + url + " speaks TLS", "its address begins with https://"};
}

}  // namespace satchel
