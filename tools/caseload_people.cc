#include "tools/caseload_people.h"

#include <array>

namespace satchel::caseload {
namespace {

const std::vector<Origin>& origins() {
  static const std::vector<Origin> kOrigins = {
      {"Massachusetts",
       "English",
       false,
       0,
       {"Margaret/Peggy", "Dorothy", "Patricia/Pat", "Zoë", "Ruth Ann"},
       {"Walter", "Francis/Frank", "Leonard", "Earl", "Raymond/Ray"},
       {"Hathaway", "O'Dowd", "Pelkey", "Whitcomb", "Kowalczyk-Reed", "Braithwaite"}},
      {"Puerto Rico",
       "Spanish",
       false,
       30,
       {"Milagros/Mili", "Iris Belén", "Carmen Lucía", "Yaritza"},
       {"Ángel Luis", "Hipólito/Polo", "Wilfredo", "José Ramón"},
       {"Núñez", "Colón", "Maldonado Ríos", "Ibáñez", "Quiñones"}},
      {"Haiti",
       "Haitian Creole",
       false,
       50,
       {"Marie-Ange", "Guerda", "Mirlande", "Fabiola"},
       {"Jean-Rémy", "Wilner", "Dieudonné", "Ronel"},
       {"Désir", "Saint-Fleur", "Toussaint", "Bélizaire"}},
      {"Vietnam",
       "Vietnamese",
       false,
       60,
       {"Thị Hòa", "Bích Ngọc", "Mỹ Linh", "Thu Hằng"},
       {"Văn Đức", "Quốc Bảo", "Hữu Phước"},
       {"Nguyễn", "Trần", "Đặng", "Lê"}},
      {"Portugal",
       "Portuguese",
       false,
       35,
       {"Conceição/São", "Graça", "Fátima", "Lurdes"},
       {"João", "Armando", "Simão", "Belmiro"},
       {"Magalhães", "Frazão", "Brandão", "Simões"}},
      {"Poland",
       "Polish",
       false,
       30,
       {"Łucja", "Bożena", "Małgorzata/Gosia", "Agnieszka"},
       {"Zdzisław/Zdzich", "Krzysztof", "Mieczysław"},
       {"Wójcik", "Żak", "Błaszczak", "Gąsior"}},
      {"Cape Verde",
       "Cape Verdean Creole",
       false,
       30,
       {"Dulce", "Filomena", "Zulmira"},
       {"Aristides", "Djosinha", "Nelson"},
       {"Évora Tavares", "Monteiro", "Lopes da Graça"}},
      {"Cambodia",
       "Khmer",
       false,
       60,
       {"Sophea=សុភា", "Chanthy", "Bopha"},
       {"Vuthy", "Sovann", "Rithy"},
       {"Chhim", "Keo", "Sok"}},
      {"Turkey",
       "Turkish",
       false,
       40,
       {"Ayşe", "Gülşen", "Şükran"},
       {"İsmail", "Çağlar", "Oğuz"},
       {"Yıldız", "Gündoğdu", "Çelik"}},
      {"Iceland",
       "English",
       false,
       0,
       {"Þórunn", "Sigríður/Sigga"},
       {"Ægir", "Guðmundur/Gummi"},
       {"Blöndal", "Örn", "Thorlacius"}},
      {"India",
       "Gujarati",
       false,
       30,
       {"Kokila=કોકિલા", "Hansa", "Jyotsna"},
       {"Bhikhu", "Dinesh", "Natwar"},
       {"Solanki", "Dholakia", "Vaghela"}},
      {"Jamaica",
       "English",
       false,
       0,
       {"Icilda", "Merlene", "Claudette/Miss Dette"},
       {"Desmond", "Clive", "Errol"},
       {"Lindo", "Ffrench", "Bogle"}},
      {"Germany",
       "English",
       false,
       0,
       {"Käthe", "Brünhild/Bruni"},
       {"Jürgen", "Götz"},
       {"Müllenhoff", "Strauß", "Köhnlein"}},
      {"Ukraine",
       "Ukrainian",
       true,
       90,
       {"Oksana", "Larysa=Лариса", "Zoryana"},
       {"Mykola", "Oleksiy=Олексій", "Bohdan"},
       {"Tkachuk", "Hrytsenko", "Doroshenko"}},
      {"Afghanistan",
       "Dari",
       true,
       95,
       {"Zarghuna", "Parwin", "Nasrin"},
       {"Ghulam Nabi", "Najibullah", "Sher Agha"},
       {"Stanekzai", "Noorzai", "Hamdard"}},
      {"Congo",
       "Swahili",
       true,
       90,
       {"Espérance", "Furaha", "Béatrice"},
       {"Innocent", "Dieumerci", "Jean-Bosco"},
       {"Bahati", "Mugisho", "Kabongo-Lwanga"}},
      {"Syria",
       "Arabic",
       true,
       90,
       {"Ghada=غادة", "Rawʿa", "Hanan"},
       {"Abdulkarim/Abu Samir", "Nizar", "Mahmoud=محمود"},
       {"al-Khatib", "Darwish", "Qabbani Sayegh"}},
  };
  return kOrigins;
}

constexpr std::array<WorkerName, 8> kNurses = {
    {{"nurse.ana", "Ana", "Ribeiro Castelo", "RN"},
     {"nurse.mei", "Mei", "Lindqvist", "RN, CWOCN"},
     {"nurse.tomas", "Tomás", "Achterberg", "RN"},
     {"nurse.fatou", "Fatou", "Delacroix-Ndao", "RN, CCM"},
     {"nurse.ingrid", "Ingrid", "Papadakis", "RN"},
     {"nurse.samir", "Samir", "Oyelaran", "RN"},
     {"nurse.rosa", "Rosa", "Tsosie-Blum", "RN"},
     {"nurse.piet", "Piet", "Vandermolen", "RN, BSN"}}};
constexpr std::array<WorkerName, 8> kSocials = {{{"social.joe", "Joe", "Abernathy-Cruz", "LICSW"},
                                                 {"social.amara", "Amara", "Winterbourne", "LCSW"},
                                                 {"social.yusuf", "Yusuf", "Castellane", "LSW"},
                                                 {"social.grete", "Grete", "Moana-Hill", "LICSW"},
                                                 {"social.dev", "Dev", "Szymborska-Rao", "LSW"},
                                                 {"social.lupe", "Lupe", "Featherstone", "LCSW"},
                                                 {"social.omar", "Omar", "Brightwater", "LSW"},
                                                 {"social.kim", "Kim", "Nakagawa-Stone", "LICSW"}}};

}  // namespace

const Origin& some_origin(Random& random, bool newcomer) {
  for (;;) {
    const Origin& origin = random.pick(origins());
    if (origin.newcomer == newcomer) return origin;
  }
}

Name some_name(Random& random, const Origin& origin, bool woman) {
  const std::string_view given = random.pick(woman ? origin.women : origin.men);
  const std::string_view family = random.pick(origin.families);
  const std::size_t mark = given.find_first_of("/=");
  Name name;
  name.given = given.substr(0, mark);
  name.family = family;
  if (mark != given.npos)
    (given[mark] == '/' ? name.preferred : name.own_script) = given.substr(mark + 1);
  return name;
}

const WorkerName& worker_name(bool nurse, int index) {
  const auto& names = nurse ? kNurses : kSocials;
  return names[static_cast<std::size_t>(index) % names.size()];
}

std::string worker_user(bool nurse, int index) {
  const int round = index / static_cast<int>(kNurses.size());
  return std::string(worker_name(nurse, index).user) + (round > 0 ? std::to_string(round + 1) : "");
}

std::string some_phone(Random& random) {
  static constexpr std::array<std::string_view, 4> kAreas = {"413", "508", "617", "978"};
  const std::string_view area = random.pick(kAreas);
  return "+1" + std::string(area) + "55501" + std::to_string(random.between(100, 199)).substr(1);
}

Place some_place(Random& random) {
  static constexpr std::array<std::string_view, 12> kStreets = {
      "Alder Street",  "Quarry Road",     "Millrace Lane", "Harbor Street",
      "Foundry Row",   "Linden Avenue",   "Depot Street",  "Chapel Hill",
      "Tannery Court", "Orchard Terrace", "Canal Street",  "Beacon Way"};
  struct Town {
    std::string_view name, postal_code;
    int lat, lon;  // millionths of a degree: whole numbers print the same everywhere
  };
  static constexpr std::array<Town, 4> kTowns = {
      {{"Harlow Falls", "01398", 42'610'000, -72'530'000},
       {"Eastbrook", "01397", 42'580'000, -72'440'000},
       {"Quarry Hill", "01396", 42'660'000, -72'490'000},
       {"Port Sumner", "01395", 42'550'000, -72'570'000}}};
  const Town& town = random.pick(kTowns);
  const int number = random.between(2, 480);
  const std::string_view street = random.pick(kStreets);
  const int unit = random.between(1, 12);
  Place place;
  place.line = std::to_string(number) + " " + std::string(street) +
               (unit > 6 ? ", Apt " + std::to_string(unit) : "");
  place.city = town.name;
  place.postal_code = town.postal_code;
  place.lat = (town.lat + random.between(-15'000, 15'000)) / 1e6;
  place.lon = (town.lon + random.between(-15'000, 15'000)) / 1e6;
  return place;
}

std::string some_doctor(Random& random) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "Dr. Aldous-Perera", "Dr. Fennimore",  "Dr. Okonjo-Vale", "Dr. Hirschbaum",
      "Dr. Lacroix-Pham",  "Dr. Santangelo", "Dr. Mbeki-Ross",  "Dr. Thorvald",
      "Dr. Iyer-Quinn",    "Dr. Castañeda"};
  return std::string(random.pick(kNames));
}

}  // namespace satchel::caseload
