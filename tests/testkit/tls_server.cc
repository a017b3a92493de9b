#include "tests/testkit/tls_server.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace satchel::testkit {

namespace {

const unsigned char* data_of(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeLink {
  void operator()(SSL* link) const { SSL_free(link); }
};

std::unique_ptr<SSL_CTX, FreeContext> context_of(const TlsFace& face) {
  std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_server_method()));
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data_of(face.secret_key), 32);
  bool good = SSL_CTX_use_certificate_ASN1(context.get(), static_cast<int>(face.certificate.size()),
                                           data_of(face.certificate)) == 1 &&
              SSL_CTX_use_PrivateKey(context.get(), key) == 1;
  EVP_PKEY_free(key);
  for (const std::string& der : face.chain) {
    const unsigned char* at = data_of(der);
    X509* certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    good = good && SSL_CTX_add0_chain_cert(context.get(), certificate) == 1;
  }
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  if (face.only_tls_12) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  if (!good) throw std::runtime_error("certificates that do not fit");
  return context;
}

}  // namespace

CountingTlsServer::CountingTlsServer(TlsFace face) : face_(std::move(face)) {
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to links that are gone
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

CountingTlsServer::~CountingTlsServer() {
  stop_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void CountingTlsServer::run() {
  while (!stop_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    ++connections_;
    const timeval most{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    talk(socket);
    ::close(socket);
  }
}

void CountingTlsServer::talk(int socket) {
  const auto context = context_of(face_);
  const std::unique_ptr<SSL, FreeLink> link(SSL_new(context.get()));
  SSL_set_fd(link.get(), socket);
  if (SSL_accept(link.get()) != 1) return;
  std::array<char, 4096> bytes{};
  for (int size = 1; size > 0;) {
    size = SSL_read(link.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (size > 0) application_bytes_ += static_cast<std::uint64_t>(size);
  }
}

bool shakes_hands(std::uint16_t port, bool only_tls_12) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const timeval most{5, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("no server");
  }
  const std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
  if (only_tls_12) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  const std::unique_ptr<SSL, FreeLink> link(SSL_new(context.get()));
  SSL_set_fd(link.get(), socket);
  const bool done = SSL_connect(link.get()) == 1;
  ::close(socket);
  return done;
}

}  // namespace satchel::testkit
