// OfficeLink: how this laptop calls its office, and by what it knows it again.
//
//   https://  TLS by the office's own key; who is behind the link is certain on both sides, so frames are not signed
//   https://  through a proxy: TLS by the authorities that web browsers trust; frames are signed
//   http://   no TLS; frames are signed, but anybody on the way can read them
//
// Thread rule: the laptop's. Failure rule: Errors for the person.
#pragma once

#include <string>

#include "node/http/client.h"
#include "sync/laptop.h"

namespace satchel {

bool is_https(const std::string& url);

// That the office is behind a proxy that does TLS with a certificate of its own.
bool goes_through_proxy(Laptop& laptop);
void keep_proxy(Laptop& laptop, bool proxy);

// Whether the link itself proves who is on both ends.
bool link_proves(Laptop& laptop, const std::string& url);

// For an enrolled laptop.
http::ClientOptions link_options(Laptop& laptop, const std::string& url);

// The latest time that the office has told: at the last complete sync, or by the beginning of this laptop's
// certificate; 0: none.
std::int64_t office_ms_known(Laptop& laptop);
// After a code of the office has made this laptop known to it again: what it told before was perhaps of a wrong clock,
// and would shut the office out for good.
void forget_office_time(Laptop& laptop);

// Another address of the same office: what was sent under TLS is not sent without it from then on.
Status check_new_address(Laptop& laptop, const std::string& url);

// What a server that speaks only TLS answers to http://
bool wants_https(const http::Reply& reply);
Error says_https(const std::string& url);

}  // namespace satchel
