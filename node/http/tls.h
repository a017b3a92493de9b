// TLS 1.3 as office and laptop want it: one authority, the office's own key, and nobody's clock but the office's.
//
//   the office shows    its server's certificate and the authority's, made from its key (node/shared/certificate.h)
//   a laptop trusts     a chain that ends in a key that it knows, for the name that it called; it looks at no date,
//                       because its clock may say anything. Only what ended before the last time that the office
//                       itself has told is refused.
//   a laptop shows      its device certificate, if it has one
//   the office trusts   a chain that ends in its own key; whose it is and whether it ran out is for the caller
//
// Purpose: tls.cc is the only place that sets up TLS and has certificates checked.
// Thread rule: none of its own; a check belongs to the handshake that it is attached to.
// Failure rule: certificates or keys of ours that do not fit are an Error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "node/shared/certificate.h"

struct ssl_st;
struct ssl_ctx_st;

namespace satchel::http {

struct ServerTls {
  std::string authority;    // certificate, DER
  std::string certificate;  // of the server, DER
  std::string secret_key;   // of that: Ed25519, as in sync/signature.h
};

struct ClientTls {
  std::function<bool(std::string_view key)> is_office_key;  // 32 bytes
  std::int64_t office_ms = 0;  // the latest time that the office has told; 0: none yet
  std::string certificate = {};  // of this laptop, DER; empty: it shows none
  std::string secret_key = {};
};

Status prepare_server(ssl_ctx_st* context, const ServerTls& tls);

// What the other side of a handshake showed, once it is proven; nothing: it showed none.
std::optional<CertificateFacts> peer_of(ssl_st* link);

// The laptop's look at whoever answers, during one handshake.
class OfficeCheck {
 public:
  // `host`: the name or address that was called.
  OfficeCheck(const ClientTls& tls, std::string host) : tls_(tls), host_(std::move(host)) {}

  enum class Verdict { not_asked, good, not_the_office, ran_out, wrong_name };
  // To be called for each new connection; the check must outlive it.
  Status attach(ssl_ctx_st* context);
  Verdict verdict() const { return verdict_; }

 private:
  friend struct OfficeCheckCalls;
  const ClientTls& tls_;
  std::string host_;
  Verdict verdict_ = Verdict::not_asked;
};

// Bytes that went over the wire on this link, TLS records and handshake included.
struct WireBytes {
  std::uint64_t up = 0;
  std::uint64_t down = 0;
};
WireBytes wire_bytes_of(const ssl_st* link);

}  // namespace satchel::http
