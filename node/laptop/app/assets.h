// Assets: the files of the web app, which the build put into this program (node/web/laptop).
//
// Thread rule: constants. Failure rule: null for an unknown path.
#pragma once

#include <string_view>

namespace satchel {

struct Asset {
  std::string_view path;  // "/assets/index-1a2b.js"
  std::string_view content_type;
  std::string_view bytes;
};

const Asset* find_asset(std::string_view path);

}  // namespace satchel
