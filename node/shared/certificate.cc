#include "node/shared/certificate.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cassert>
#include <ctime>
#include <memory>

#include "sync/hash.h"

namespace satchel {

namespace {

constexpr std::size_t kKeyBytes = 32;
// "Has no well-defined end" (RFC 5280, 4.1.2.5).
constexpr const char* kForever = "99991231235959Z";
constexpr const char* kAlways = "20000101000000Z";

template <auto free_it>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};
template <class T, auto free_it>
using Owned = std::unique_ptr<T, FreeBy<free_it>>;
using Certificate = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Number = Owned<BIGNUM, BN_free>;
using Time = Owned<ASN1_TIME, ASN1_TIME_free>;

void must(bool done) {
  if (!done) throw StoreFailure({ErrorKind::refused, "OpenSSL could not make a certificate", "start again"});
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Key secret_key(std::string_view secret) {
  assert(secret.size() >= kKeyBytes);  // the seed; the public key follows it
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data_of(secret), kKeyBytes));
  must(key != nullptr);
  return key;
}

Key public_key(std::string_view bytes) {
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data_of(bytes), bytes.size()));
  must(key != nullptr);
  return key;
}

std::string raw_key_of(const EVP_PKEY* key) {
  std::string bytes(kKeyBytes, '\0');
  std::size_t size = bytes.size();
  const bool read = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
                    EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1;
  return read && size == kKeyBytes ? bytes : "";
}

// No names of people in it: what the key is called is its own hash.
void set_name(X509_NAME* name, const std::string& what, std::string_view key) {
  const std::string text = what + " " + sha256(key).to_hex().substr(0, 16);
  must(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, data_of(text), static_cast<int>(text.size()),
                                  -1, 0) == 1);
}

void set_serial(X509* certificate, const SerialNumber& serial) {
  SerialNumber positive = serial;
  positive[0] &= 0x7f;
  const Number number(BN_bin2bn(positive.data(), static_cast<int>(positive.size()), nullptr));
  must(number != nullptr && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void add_extension(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string to_der(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  must(size > 0);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

Certificate from_der(std::string_view der) {
  const unsigned char* at = data_of(der);
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const bool all_read = at == data_of(der) + der.size();
  return certificate && all_read ? std::move(certificate) : nullptr;
}

Certificate authority(const Key& key, std::string_view open) {
  Certificate certificate(X509_new());
  must(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SerialNumber serial{};
  serial.back() = 1;
  set_serial(certificate.get(), serial);
  set_name(X509_get_subject_name(certificate.get()), "Satchel office", open);
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) == 1 &&
       ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), kAlways) == 1 &&
       ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), kForever) == 1 &&
       X509_set_pubkey(certificate.get(), key.get()) == 1);
  add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
  add_extension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  must(X509_sign(certificate.get(), key.get(), nullptr) > 0);
  return certificate;
}

struct Wanted {
  std::string what;
  std::string_view key;
  std::string usage;
  std::string alternative_names;  // "" for none
  std::int64_t days = 0;
};

std::string issue(std::string_view office_secret, const Wanted& wanted, std::int64_t now_ms,
                  const SerialNumber& serial) {
  const Key office = secret_key(office_secret);
  const Certificate issuer = authority(office, raw_key_of(office.get()));
  Certificate certificate(X509_new());
  must(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_serial(certificate.get(), serial);
  set_name(X509_get_subject_name(certificate.get()), wanted.what, wanted.key);
  const auto now_s = static_cast<std::time_t>(now_ms / 1000);
  const auto days = static_cast<int>(wanted.days);
  constexpr auto kTolerance = static_cast<int>(kCertificateToleranceDays);
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())) == 1 &&
       ASN1_TIME_adj(X509_getm_notBefore(certificate.get()), now_s, -kTolerance, 0) != nullptr &&
       ASN1_TIME_adj(X509_getm_notAfter(certificate.get()), now_s, days, 0) != nullptr &&
       X509_set_pubkey(certificate.get(), public_key(wanted.key).get()) == 1);
  add_extension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer.get(), NID_ext_key_usage, wanted.usage);
  add_extension(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
  if (!wanted.alternative_names.empty()) {
    add_extension(certificate.get(), issuer.get(), NID_subject_alt_name, wanted.alternative_names);
  }
  must(X509_sign(certificate.get(), office.get(), nullptr) > 0);
  return to_der(certificate.get());
}

bool is_address(const std::string& name) {
  const Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> address(a2i_IPADDRESS(name.c_str()));
  return address != nullptr;
}

std::int64_t to_ms(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000;
}

}  // namespace

std::string make_authority_certificate(std::string_view office_secret) {
  const Key key = secret_key(office_secret);
  return to_der(authority(key, raw_key_of(key.get())).get());
}

std::string make_server_certificate(std::string_view office_secret, std::string_view server_key,
                                    const std::vector<std::string>& names, std::int64_t now_ms,
                                    const SerialNumber& serial) {
  std::string alternative_names;
  for (const std::string& name : names) {
    if (!alternative_names.empty()) alternative_names += ",";
    alternative_names += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return issue(office_secret,
               {"Satchel server", server_key, "serverAuth", alternative_names, kServerCertificateDays}, now_ms,
               serial);
}

std::string make_device_certificate(std::string_view office_secret, std::string_view device_key,
                                    std::int64_t now_ms, const SerialNumber& serial) {
  return issue(office_secret, {"Satchel laptop", device_key, "clientAuth", "", kDeviceCertificateDays}, now_ms,
               serial);
}

Result<CertificateFacts> read_certificate(std::string_view der) {
  const Error unreadable{ErrorKind::corrupt, "this is not a certificate of a Satchel office or laptop",
                         "ask the office for a code and run `satchel enroll` again"};
  const Certificate certificate = from_der(der);
  if (!certificate) return unreadable;
  CertificateFacts facts;
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (key != nullptr) facts.key = raw_key_of(key);
  facts.dates = {to_ms(X509_get0_notBefore(certificate.get())), to_ms(X509_get0_notAfter(certificate.get()))};
  if (facts.key.empty()) return unreadable;
  return facts;
}

}  // namespace satchel
