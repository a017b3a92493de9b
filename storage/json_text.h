// JSON text: values as JSON for the typed tables, and the texts inside JSON for search.
//
// Thread rule: pure. Failure rule: none; bytes that are not JSON give what can be read of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sync/value.h"

namespace satchel {

void append_json(std::string& out, const Value& value);
void append_json_string(std::string& out, std::string_view text);

// Every text in the JSON, unescaped; the names of members are left out.
void each_text_in_json(std::string_view json, const std::function<void(std::string_view)>& take);

}  // namespace satchel
