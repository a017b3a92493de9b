// Invented people: names of many origins, telephone numbers, addresses.
//
// Telephone numbers are of the range that is reserved for fiction (555-0100 to 555-0199), towns and
// streets do not exist.
//
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/caseload_text.h"

namespace satchel::caseload {

struct Origin {
  std::string_view birth_place;
  std::string_view language;  // of the home
  bool newcomer = false;      // families that arrived lately
  int interpreter_percent = 0;
  std::vector<std::string_view> women;  // "Margarita/Rita": preferred name; "Oleh=Олег": own script
  std::vector<std::string_view> men;
  std::vector<std::string_view> families;
};

struct Name {
  std::string given, preferred, family;
  std::string own_script;  // how the person writes the given name

  const std::string& called() const { return preferred.empty() ? given : preferred; }
};

struct WorkerName {
  std::string_view user, given, family, credential;
};

const Origin& some_origin(Random& random, bool newcomer);
Name some_name(Random& random, const Origin& origin, bool woman);
// Number `index` of that trade; beyond the list the user names get numbers.
std::string worker_user(bool nurse, int index);
const WorkerName& worker_name(bool nurse, int index);

std::string some_phone(Random& random);
struct Place {
  std::string line, city, postal_code;
  double lat = 0, lon = 0;
};
Place some_place(Random& random);
std::string some_doctor(Random& random);

}  // namespace satchel::caseload
