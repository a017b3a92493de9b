#include "node/office/server_certificate.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "node/shared/clock.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr std::size_t kNamesMax = 32;
constexpr std::size_t kNameBytesMax = 253;  // RFC 1035

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':' || c == '_';
  });
}

std::string own_name() {
  std::array<char, kNameBytesMax + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

void add(std::vector<std::string>& names, const std::string& name) {
  if (is_name(name) && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

Result<ServerCertificate> ServerCertificate::make(std::string office_secret, const std::string& listens_on,
                                                  const std::vector<std::string>& names, std::int64_t now_ms) {
  ServerCertificate made;
  for (const std::string& name : names) {
    if (!is_name(name)) {
      return Error{ErrorKind::usage, "\"" + name + "\" is not the name or address of a computer",
                   "write it like office.example or 192.168.1.10, without a port"};
    }
    add(made.names_, name);
  }
  if (made.names_.size() > kNamesMax) return Error{ErrorKind::usage, "an office has at most 32 names", ""};
  const bool anywhere = listens_on == "0.0.0.0" || listens_on == "::";
  if (!anywhere) add(made.names_, listens_on);
  for (const std::string& name : {std::string("localhost"), std::string("127.0.0.1"), std::string("::1"), own_name()}) {
    add(made.names_, name);
  }
  made.office_secret_ = std::move(office_secret);
  made.issue(now_ms);
  return made;
}

void ServerCertificate::issue(std::int64_t now_ms) {
  const KeyPair keys = make_key_pair(random_array<32>());
  tls_.authority = make_authority_certificate(office_secret_);
  tls_.certificate = make_server_certificate(office_secret_, keys.open, names_, now_ms, random_array<16>());
  tls_.secret_key = keys.secret;
  made_ms_ = now_ms;
}

bool ServerCertificate::renew(std::int64_t now_ms) {
  const bool young = now_ms >= made_ms_ - kCertificateToleranceDays * kDayMs &&
                     now_ms < made_ms_ + kServerCertificateDays * kDayMs / 3;
  if (young) return false;
  issue(now_ms);
  return true;
}

}  // namespace satchel
