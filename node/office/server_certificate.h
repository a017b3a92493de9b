// ServerCertificate: what `serve` shows to laptops, made anew long before it ends.
//
// Thread rule: one thread. Failure rule: a name that cannot stand in a certificate is an Error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/http/tls.h"

namespace satchel {

class ServerCertificate {
 public:
  // `names`: names and addresses by which the office is called, besides those of this computer and where it listens.
  static Result<ServerCertificate> make(std::string office_secret, const std::string& listens_on,
                                        const std::vector<std::string>& names, std::int64_t now_ms);

  const http::ServerTls& tls() const { return tls_; }
  // Makes another one, with a key of its own, when this one is a third of its life old, or when the clock went
  // back behind its beginning. True: it did.
  bool renew(std::int64_t now_ms);

 private:
  ServerCertificate() = default;
  void issue(std::int64_t now_ms);

  std::string office_secret_;
  std::vector<std::string> names_;
  std::int64_t made_ms_ = 0;
  http::ServerTls tls_;
};

}  // namespace satchel
