// The HTTP client over libcurl's easy handle, which keeps the connection between calls.
//
// libcurl enforces neither a size after decoding nor a stall in milliseconds, so both are watched
// in its callbacks. What the sink takes is given to it between two turns of libcurl, in pieces: it
// works on what has arrived while more arrives, also when the link breaks behind it, and what it
// throws crosses no C frame.
#include "node/http/client.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <utility>

#include <curl/curl.h>

namespace satchel::http {
namespace {

using Clock = std::chrono::steady_clock;

// A page that is not from the office (a captive portal) is kept this far, for the person's eyes;
// the rest is not worth the data plan.
constexpr std::size_t kForeignBodyBytesMax = 64 * 1024;
constexpr std::size_t kReplyHeadBytesMax = 64 * 1024;
// Between two pieces the link is read: what lies in the kernel is lost with a reset.
constexpr std::size_t kPieceBytesMax = 32 * 1024;
// One wait for the link; how late a stall is noticed.
constexpr int kWaitMsMax = 500;
// Below the server's idle time, so that we seldom write into a connection that it is just closing.
constexpr long kKeptSecondsMax = 60;

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeLinks {
  void operator()(CURLM* links) const { curl_multi_cleanup(links); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using Links = std::unique_ptr<CURLM, FreeLinks>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// ---- where to -----------------------------------------------------------------------------------

struct Office {
  std::string base;   // "http://office.example:8443"
  std::string where;  // "office.example:8443", for messages
  std::string host;   // without port and brackets
  bool tls = false;
  bool loopback = false;
};

std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string result = text;
  curl_free(text);
  return result;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" ||
         (host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == host.npos);
}

Result<Office> parse_office(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const Error bad = {ErrorKind::usage, "\"" + text + "\" is not the address of an office",
                     "write it like https://office.example:8470, without a path"};
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return bad;
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
  const auto host = part_of(url.get(), CURLUPART_HOST);
  const auto port = part_of(url.get(), CURLUPART_PORT);
  if (!host || host->empty() || (scheme != "http" && scheme != "https")) return bad;
  if (part_of(url.get(), CURLUPART_PATH).value_or("/") != "/") return bad;
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (part_of(url.get(), part)) return bad;
  }
  const std::string where = *host + (port ? ":" + *port : "");
  const std::string bare = host->front() == '[' ? host->substr(1, host->size() - 2) : *host;
  return Office{*scheme + "://" + where, where, bare, scheme == "https", is_loopback(*host)};
}

bool fits_in_target(const std::string& path) {
  return !path.empty() && path.front() == '/' && std::all_of(path.begin(), path.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '#';
  });
}

bool fits_in_header(const std::string& value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

// Whether a header line is of that name, which is given in lower case.
bool names(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::equal(name.begin(), name.end(), line.begin(), [](char wanted, char c) {
           return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
         });
}

// ---- one transfer -------------------------------------------------------------------------------

enum class Ended {
  by_itself,
  stalled,
  over_limit,
  sink_refused,
  page_kept,
  unframed,
  whole
};

// What libcurl's callbacks share while one request runs.
struct Transfer {
  CURL* handle;
  const ClientOptions& options;
  const Client::Sink& sink;
  const std::string& content_type;  // that the sink takes
  std::size_t body_bytes_up;
  Traffic& traffic;
  OfficeCheck* check;  // with TLS of our own
  WireBytes& counted;  // of the kept connection's bytes, those that are in `traffic` already

  std::string_view body_left;  // to be sent
  Reply reply = {};
  Ended ended = Ended::by_itself;  // anything else: a callback of ours broke off
  bool tls = false;
  std::optional<Error> link_refused = std::nullopt;  // before it was begun
  std::string details = std::string(CURL_ERROR_SIZE, '\0');  // libcurl's words for what went wrong
  bool connected = false;
  bool head_whole = false;
  bool chunked = false;
  bool into_sink = false;
  std::string arrived = {};  // for the sink
  std::size_t given = 0;     // to it
  std::size_t head_bytes = 0;
  std::size_t answer_bytes = 0;
  curl_off_t announced = -1;  // Content-Length of the answer
  curl_off_t sent = 0;
  Clock::time_point moved_at = Clock::now();

  bool answer_whole() const {
    return head_whole && announced >= 0 && static_cast<curl_off_t>(answer_bytes) >= announced;
  }
  bool end(Ended why) {
    ended = why;
    return false;
  }
  bool take_head_line(std::string_view line);
  bool begin_body();
  bool take_body(std::string_view bytes);
  bool waits_for_sink() const { return given < arrived.size(); }
  bool give_piece_to_sink();
  bool go_on(curl_off_t sent_now);
  void count_wire();
};

bool Transfer::take_head_line(std::string_view line) {
  moved_at = Clock::now();
  head_bytes += line.size();
  if (head_bytes > kReplyHeadBytesMax) return end(Ended::over_limit);
  if (head_whole) return true;  // trailers of a chunked body
  chunked = chunked || names(line, "transfer-encoding");
  if (line != "\r\n") return true;
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status < 200 || begin_body();
}

bool Transfer::begin_body() {
  head_whole = true;
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  reply.status = static_cast<int>(status);
  reply.content_type = type ? type : "";
  into_sink = sink && status == 200 && reply.content_type == content_type;
  // Without either a cut looks like the end. Our office never does that; an old proxy may.
  if (into_sink && announced < 0 && !chunked) return end(Ended::unframed);
  const bool wanted = into_sink || !sink;
  const bool too_long = announced > static_cast<curl_off_t>(options.answer_bytes_max);
  return !(wanted && too_long) || end(Ended::over_limit);
}

bool Transfer::take_body(std::string_view bytes) {
  moved_at = Clock::now();
  answer_bytes += bytes.size();
  if (answer_bytes > options.answer_bytes_max) return end(Ended::over_limit);
  if (into_sink) {
    arrived.append(bytes);
    return true;
  }
  const std::size_t most = sink ? kForeignBodyBytesMax : options.answer_bytes_max;
  const std::size_t room = most - reply.body.size();
  reply.body.append(bytes.substr(0, room));
  return bytes.size() <= room || end(Ended::page_kept);
}

bool Transfer::give_piece_to_sink() {
  const std::string_view piece = std::string_view(arrived).substr(given, kPieceBytesMax);
  given += piece.size();
  const bool taken = sink(piece);
  moved_at = Clock::now();  // the sink's time is not the link's
  return taken || end(Ended::sink_refused);
}

// With TLS libcurl tells of what is inside the records only, so the link itself is asked.
void Transfer::count_wire() {
  curl_tlssessioninfo* info = nullptr;
  if (curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr ||
      info->backend != CURLSSLBACKEND_OPENSSL || info->internals == nullptr) {
    return;
  }
  const WireBytes now = wire_bytes_of(static_cast<ssl_st*>(info->internals));
  if (now.up < counted.up || now.down < counted.down) return;  // a link that is just being made
  traffic.wire_bytes_up += now.up - counted.up;
  traffic.wire_bytes_down += now.down - counted.down;
  counted = now;
}

// The time before the connection stands is libcurl's to watch (connect_ms_max).
bool Transfer::go_on(curl_off_t sent_now) {
  const auto now = Clock::now();
  if (sent_now != sent) moved_at = now;
  sent = sent_now;
  // An office that answers before it has read everything (over a limit, say) has said all it will.
  if (answer_whole() && sent < static_cast<curl_off_t>(body_bytes_up)) return end(Ended::whole);
  const bool stalled = now - moved_at >= std::chrono::milliseconds(options.stalled_ms_max);
  return !(connected && stalled) || end(Ended::stalled);
}

// ---- libcurl's callbacks ------------------------------------------------------------------------

Transfer& transfer_of(void* user) {
  return *static_cast<Transfer*>(user);
}

std::size_t on_head(char* data, std::size_t size, std::size_t count, void* user) {
  if (transfer_of(user).tls) transfer_of(user).count_wire();
  return transfer_of(user).take_head_line({data, size * count}) ? size * count : 0;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  if (transfer_of(user).tls) transfer_of(user).count_wire();
  return transfer_of(user).take_body({data, size * count}) ? size * count : 0;
}

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* user) {
  std::string_view& rest = transfer_of(user).body_left;
  const std::string_view some = rest.substr(0, size * count);
  std::copy(some.begin(), some.end(), to);
  rest.remove_prefix(some.size());
  return some.size();
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent_now) {
  if (transfer_of(user).tls) transfer_of(user).count_wire();
  return transfer_of(user).go_on(sent_now) ? 0 : 1;
}

int on_connected(void* user, char*, char*, int, int) {
  transfer_of(user).connected = true;
  transfer_of(user).moved_at = Clock::now();
  return CURL_PREREQFUNC_OK;
}

// The only place that sees every byte once: CURLINFO_REQUEST_SIZE holds the first part of a body,
// or none of it, depending on its length, and forgets a request that libcurl repeated by itself.
int on_bytes(CURL*, curl_infotype kind, char*, std::size_t size, void* user) {
  if (transfer_of(user).tls) {
    transfer_of(user).count_wire();
    return 0;
  }
  Traffic& traffic = transfer_of(user).traffic;
  if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) {
    traffic.wire_bytes_up += size;
  } else if (kind != CURLINFO_TEXT) {
    traffic.wire_bytes_down += size;
  }
  return 0;
}

// Called for each new connection, before its first byte.
CURLcode on_new_link(CURL*, void* context, void* user) {
  Transfer& transfer = transfer_of(user);
  transfer.counted = {};
  if (transfer.check == nullptr) return CURLE_OK;
  const auto ready = transfer.check->attach(static_cast<ssl_ctx_st*>(context));
  if (!ready) transfer.link_refused = ready.error();
  return ready ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

// ---- setting up ---------------------------------------------------------------------------------

void set_common(CURL* handle, const ClientOptions& options, const Office& office) {
  curl_easy_reset(handle);  // keeps the connection
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, office.tls ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, kKeptSecondsMax);
  curl_easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_ms_max));
  // A proxy out of the environment cannot reach this computer's own loopback.
  if (office.loopback) curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
}

void set_callbacks(CURL* handle, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_head);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, on_connected);
  curl_easy_setopt(handle, CURLOPT_PREREQDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, on_bytes);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer.details.data());
  if (!transfer.tls) return;
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, on_new_link);
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, &transfer);
  if (transfer.check == nullptr) return;
  // What this computer trusts otherwise is not asked, and not read: 140 authorities are 30 ms of work.
  curl_easy_setopt(handle, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
}

HeaderList header_list(const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (!longer) curl_slist_free_all(list);
    if (!longer) throw std::bad_alloc();
    list = longer;
  }
  return HeaderList(list);
}

void add_traffic(CURL* handle, Traffic& traffic) {
  curl_off_t up = 0;
  curl_off_t down = 0;
  long connects = 0;
  curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &up);
  curl_easy_getinfo(handle, CURLINFO_SIZE_DOWNLOAD_T, &down);
  curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &connects);
  traffic.requests += 1;
  traffic.connections += static_cast<std::uint64_t>(connects);
  traffic.body_bytes_up += static_cast<std::uint64_t>(up);
  traffic.body_bytes_down += static_cast<std::uint64_t>(down);
}

// ---- what went wrong ----------------------------------------------------------------------------

Error offline(std::string message) {
  return {ErrorKind::offline, std::move(message),
          "Nothing is lost. Check the network; it is tried again."};
}

Error broken(const Transfer& transfer) {
  if (transfer.head_bytes > 0) return offline("the link broke while the office was answering");
  if (transfer.sent < static_cast<curl_off_t>(transfer.body_bytes_up)) {
    return offline("the link broke while the request was sent");
  }
  return offline("the link broke before the office answered");
}

std::string seconds(std::int64_t ms) {
  return ms < 1000 ? std::to_string(ms) + " ms" : std::to_string(ms / 1000) + " s";
}

Error untrusted(const std::string& where) {
  return {ErrorKind::offline, "who answers at " + where + " could not prove to be the office",
          "Nothing was sent. Check the address with the office, and whether this network wants you to sign in "
          "with a browser first."};
}

Error ran_out(const std::string& where) {
  return {ErrorKind::refused, "the certificate of the office at " + where + " had run out",
          "Nothing was sent. Tell the office: its clock is wrong, or an old copy of it is running. If its clock "
          "was wrong before and is right now, enrol again with a code from it."};
}

Error wrong_name(const std::string& where) {
  return {ErrorKind::refused, "the office does not go by the name in " + where,
          "Nothing was sent. Use the address that the office gave you, or tell the office: serve needs --host "
          "with this name."};
}

Error no_tls(const std::string& where) {
  return {ErrorKind::refused, "what answers at " + where + " does not speak TLS",
          "Nothing was sent. Check the address with the office; one that is served with --plain begins with "
          "http://"};
}

Error old_tls(const std::string& where) {
  return {ErrorKind::refused, "what answers at " + where + " speaks an older TLS than 1.3",
          "Nothing was sent. It is not a Satchel office; check the address."};
}

Error certificate_not_taken(const std::string& where) {
  return {ErrorKind::refused, "the office at " + where + " does not take this laptop's certificate",
          "Nothing is lost. Ask the office for a code and run `satchel enroll` again."};
}

// OpenSSL's words for an alert of the other side, or for bytes that are no TLS.
Error link_not_made(const Transfer& transfer, const std::string& where) {
  if (transfer.link_refused) return *transfer.link_refused;
  const auto verdict = transfer.check ? transfer.check->verdict() : OfficeCheck::Verdict::not_asked;
  if (verdict == OfficeCheck::Verdict::ran_out) return ran_out(where);
  if (verdict == OfficeCheck::Verdict::wrong_name) return wrong_name(where);
  const auto says = [&](const char* words) { return transfer.details.find(words) != std::string::npos; };
  if (says("wrong version number") || says("packet length too long")) return no_tls(where);
  if (says("alert protocol version") || says("unsupported protocol")) return old_tls(where);
  if (says("SSL_ERROR_SYSCALL") || says("unexpected eof")) {
    return offline("the link to the office at " + where + " broke while it was being made");
  }
  return untrusted(where);
}

// In TLS 1.3 the office looks at the laptop's certificate after the laptop has begun to send.
bool certificate_refused(const Transfer& transfer) {
  return transfer.check != nullptr && transfer.head_bytes == 0 &&
         transfer.details.find("alert") != std::string::npos;
}

Error link_error(CURLcode code, const Transfer& transfer, const std::string& where) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return offline("the name of the office at " + where + " was not found");
    case CURLE_COULDNT_CONNECT:
      return offline("the office at " + where + " cannot be reached");
    case CURLE_OPERATION_TIMEDOUT:
      return offline("the office at " + where + " did not take the call within " +
                     seconds(transfer.options.connect_ms_max));
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_RECV_ERROR:
      return certificate_refused(transfer) ? certificate_not_taken(where) : broken(transfer);
    case CURLE_UNSUPPORTED_PROTOCOL:  // the URL's is checked: the reply is not HTTP/1
    case CURLE_WEIRD_SERVER_REPLY:
      return offline("something that is not the office answered at " + where);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return link_not_made(transfer, where);
    case CURLE_URL_MALFORMAT:
      return {ErrorKind::usage, "\"" + where + "\" is not the address of an office",
              "write it like https://office.example:8470, without a path"};
    default:
      return offline("the office at " + where + " was not reached: " + curl_easy_strerror(code));
  }
}

Result<Reply> outcome(CURLcode code, Transfer& transfer, const std::string& where) {
  switch (transfer.ended) {
    case Ended::stalled:
      return offline("no byte came from or went to the office at " + where + " for " +
                     seconds(transfer.options.stalled_ms_max));
    case Ended::over_limit:
      return Error{ErrorKind::over_limit,
                   "the answer from " + where + " is larger than " +
                       std::to_string(transfer.options.answer_bytes_max) + " bytes",
                   "Check the address of the office; if it is right, tell the office."};
    case Ended::sink_refused:
      return Error{ErrorKind::corrupt, "the answer from " + where + " could not be understood",
                   "It is tried again; if this message stays, tell the office."};
    case Ended::unframed:
      return offline("the answer from " + where +
                     " has no length, so that a cut would not be seen");
    default:
      break;
  }
  const bool ours = transfer.ended == Ended::page_kept || transfer.answer_whole();
  if (code == CURLE_OK || ours) return std::move(transfer.reply);
  return link_error(code, transfer, where);
}

}  // namespace

struct Client::Impl {
  ClientOptions options;
  Result<Office> office;
  std::optional<OfficeCheck> check;
  Handle handle;
  Links links;  // keeps the connection between two calls
  Traffic traffic;
  WireBytes counted;

  explicit Impl(ClientOptions given);
  Result<Reply> perform(const std::string& path, const std::vector<std::string>& headers,
                        const std::string& content_type, std::optional<std::string_view> body,
                        const Sink& sink);
  CURLcode run(Transfer& transfer);
};

// The transfer in `links`, until it ends by itself or because of what the sink does or throws.
class Attached {
 public:
  Attached(CURLM* links, CURL* handle) : links_(links), handle_(handle) { curl_multi_add_handle(links, handle); }
  ~Attached() { curl_multi_remove_handle(links_, handle_); }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;

 private:
  CURLM* links_;
  CURL* handle_;
};

Client::Impl::Impl(ClientOptions given)
    : options(std::move(given)), office(parse_office(options.url)) {
  // Once in the process, and safe when two threads make their first client at the same time.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready == CURLE_OK) handle.reset(curl_easy_init());
  if (ready == CURLE_OK) links.reset(curl_multi_init());
  if (!handle || !links) throw std::bad_alloc();
  curl_multi_setopt(links.get(), CURLMOPT_MAXCONNECTS, 1L);
  if (office && office->tls && options.tls) check.emplace(*options.tls, office->host);
}

// However the transfer ends.
struct Counted {
  CURL* handle;
  Traffic& traffic;
  ~Counted() {
    add_traffic(handle, traffic);
    curl_easy_reset(handle);  // forgets the pointers to what ends here
  }
};

CURLcode Client::Impl::run(Transfer& transfer) {
  const Attached attached(links.get(), handle.get());
  std::optional<CURLcode> code;
  while (!code || transfer.waits_for_sink()) {
    int running = 0;
    for (std::size_t before = SIZE_MAX; !code && before != transfer.arrived.size();) {
      before = transfer.arrived.size();
      if (curl_multi_perform(links.get(), &running) != CURLM_OK) code = CURLE_FAILED_INIT;
    }
    int left = 0;
    const CURLMsg* told = code ? nullptr : curl_multi_info_read(links.get(), &left);
    if (told != nullptr) code = told->data.result;
    if (transfer.waits_for_sink()) {
      if (!transfer.give_piece_to_sink()) return CURLE_WRITE_ERROR;
    } else if (!code) {
      curl_multi_poll(links.get(), nullptr, 0, kWaitMsMax, nullptr);
    }
  }
  return *code;
}

Result<Reply> Client::Impl::perform(const std::string& path,
                                    const std::vector<std::string>& headers,
                                    const std::string& content_type,
                                    std::optional<std::string_view> body, const Sink& sink) {
  if (!office) return office.error();
  if (!fits_in_target(path)) {
    return Error{ErrorKind::bad_input, "\"" + path + "\" is not a path of the office", ""};
  }
  const std::size_t body_bytes = body ? body->size() : 0;
  Transfer transfer{handle.get(), options, sink, content_type, body_bytes, traffic,
                    check ? &*check : nullptr, counted, body.value_or("")};
  transfer.tls = office->tls;
  set_common(handle.get(), options, *office);
  set_callbacks(handle.get(), transfer);
  const HeaderList list = header_list(headers);
  const std::string url = office->base + path;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, list.get());
  if (body) {
    curl_easy_setopt(handle.get(), CURLOPT_POST, 1L);
    // Read by us and never from the beginning again. libcurl repeats a request by itself when a kept connection breaks:
    // right as long as nothing of the body has gone, else an hour of a bad link for a request that the office refuses
    // (it knows the number).
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &transfer);
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(body->size()));
  }
  const Counted counts{handle.get(), traffic};
  return outcome(run(transfer), transfer, office->where);
}

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Client::~Client() = default;

Result<Reply> Client::post(const std::string& path, const std::string& content_type,
                           std::string_view body, const Sink& sink) {
  if (!fits_in_header(content_type)) {
    return Error{ErrorKind::bad_input, "\"" + content_type + "\" is not a content type", ""};
  }
  // A name without a value takes libcurl's own header away.
  return impl_->perform(path, {"Content-Type: " + content_type, "Accept:", "Expect:"}, content_type,
                        body, sink);
}

Result<Reply> Client::get(const std::string& path) {
  return impl_->perform(path, {"Accept:"}, "", std::nullopt, nullptr);
}

const Traffic& Client::traffic() const {
  return impl_->traffic;
}

}  // namespace satchel::http
