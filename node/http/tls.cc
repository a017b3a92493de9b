#include "node/http/tls.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace satchel::http {

// X509_STORE_CTX is a type of OpenSSL, so its callback cannot be declared in the header.
struct OfficeCheckCalls {
  static int check(X509_STORE_CTX* context, void* user);
  static OfficeCheck::Verdict verdict_on(const OfficeCheck& check, X509_STORE_CTX* context);
};

namespace {

// Two certificates of ours have 700 bytes; OpenSSL would take 100 KB from a stranger.
constexpr long kChainBytesMax = 16 * 1024;
constexpr std::size_t kSeedBytes = 32;

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeRoots {  // not what is in it
  void operator()(STACK_OF(X509) * roots) const { sk_X509_free(roots); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Roots = std::unique_ptr<STACK_OF(X509), FreeRoots>;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Certificate from_der(std::string_view der) {
  const unsigned char* at = data_of(der);
  return Certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

bool show(SSL_CTX* context, const std::string& certificate, const std::string& secret_key) {
  if (secret_key.size() < kSeedBytes) return false;
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data_of(secret_key), kSeedBytes));
  return key != nullptr &&
         SSL_CTX_use_certificate_ASN1(context, static_cast<int>(certificate.size()), data_of(certificate)) == 1 &&
         SSL_CTX_use_PrivateKey(context, key.get()) == 1;  // refused when it is not the certificate's
}

void speak_tls_13(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_max_cert_list(context, kChainBytesMax);
}

std::optional<CertificateFacts> facts_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return std::nullopt;
  const auto facts = read_certificate({reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)});
  OPENSSL_free(bytes);
  return facts ? std::optional(*facts) : std::nullopt;
}

bool is_for(X509* certificate, const std::string& host) {
  return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
         X509_check_host(certificate, host.data(), host.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

}  // namespace

// ---- the office -----------------------------------------------------------------------------------

Status prepare_server(SSL_CTX* context, const ServerTls& tls) {
  speak_tls_13(context);
  const Certificate authority = from_der(tls.authority);
  if (!authority || !show(context, tls.certificate, tls.secret_key) ||
      SSL_CTX_add1_chain_cert(context, authority.get()) != 1 ||
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1) {
    return Error{ErrorKind::corrupt, "the office's certificate and key do not fit together", "start it again"};
  }
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_NO_CHECK_TIME);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);  // asked for, but not demanded: enrolment has none yet
  // No resumption: the device is looked at anew on each connection, and tickets cost bytes on every one.
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return Done{};
}

std::optional<CertificateFacts> peer_of(SSL* link) {
  X509* certificate = SSL_get0_peer_certificate(link);
  if (certificate == nullptr || SSL_get_verify_result(link) != X509_V_OK) return std::nullopt;
  return facts_of(certificate);
}

// ---- the laptop -----------------------------------------------------------------------------------

// The root has to come with the chain: at enrolment the laptop knows no more of the office than a part of its
// key's hash. That anybody can send that root is no harm: it counts for nothing unless it has signed the rest.
OfficeCheck::Verdict OfficeCheckCalls::verdict_on(const OfficeCheck& check, X509_STORE_CTX* context) {
  using Verdict = OfficeCheck::Verdict;
  X509* server = X509_STORE_CTX_get0_cert(context);
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  const Roots roots(sk_X509_new_null());
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    X509* candidate = sk_X509_value(sent, i);
    const auto facts = facts_of(candidate);
    if (facts && check.tls_.is_office_key(facts->key)) sk_X509_push(roots.get(), candidate);
  }
  if (sk_X509_num(roots.get()) == 0) return Verdict::not_the_office;
  X509_STORE_CTX_set0_trusted_stack(context, roots.get());
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_SERVER);
  const bool chains = X509_verify_cert(context) == 1;
  X509_STORE_CTX_set0_trusted_stack(context, nullptr);
  if (!chains) return Verdict::not_the_office;
  const auto facts = facts_of(server);
  if (!facts) return Verdict::not_the_office;
  if (facts->dates.ran_out(check.tls_.office_ms)) return Verdict::ran_out;
  return is_for(server, check.host_) ? Verdict::good : Verdict::wrong_name;
}

int OfficeCheckCalls::check(X509_STORE_CTX* context, void* user) {
  auto& check = *static_cast<OfficeCheck*>(user);
  check.verdict_ = verdict_on(check, context);
  const bool good = check.verdict_ == OfficeCheck::Verdict::good;
  if (!good && X509_STORE_CTX_get_error(context) == X509_V_OK) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  }
  return good ? 1 : 0;
}

Status OfficeCheck::attach(SSL_CTX* context) {
  verdict_ = Verdict::not_asked;
  speak_tls_13(context);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, OfficeCheckCalls::check, this);
  if (!tls_.certificate.empty() && !show(context, tls_.certificate, tls_.secret_key)) {
    return Error{ErrorKind::corrupt, "this laptop's certificate does not belong to its key",
                 "ask the office for a code and run `satchel enroll` again"};
  }
  return Done{};
}

WireBytes wire_bytes_of(const SSL* link) {
  BIO* out = SSL_get_wbio(link);
  BIO* in = SSL_get_rbio(link);
  WireBytes bytes;
  if (out != nullptr) bytes.up = BIO_number_written(out);
  if (in != nullptr) bytes.down = BIO_number_read(in);
  return bytes;
}

}  // namespace satchel::http
