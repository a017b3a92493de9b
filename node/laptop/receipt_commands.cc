#include "node/laptop/receipt_commands.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "node/laptop/laptop_commands.h"
#include "node/laptop/sync_round.h"
#include "node/shared/clock.h"
#include "sync/limits.h"
#include "sync/receipts.h"

namespace satchel {

namespace {

constexpr std::size_t kReceiptBytesMax = 4096;  // a receipt has about 200
constexpr std::size_t kSavesNamedMax = 10;
constexpr std::size_t kDayLength = 10;  // 2026-11-26

struct ReceiptWords {
  std::string file;
  std::string office_key;
  std::string day;
};

json::object to_json(const SaveCounts& counts) {
  return {{"applied", counts.applied},   {"late", counts.late},         {"parked", counts.parked},
          {"accepted", counts.accepted}, {"declined", counts.declined}, {"duplicate", counts.duplicate}};
}

std::string in_words(const SaveCounts& counts) {
  std::string words;
  const auto say = [&](std::uint64_t count, const char* state) {
    if (count > 0) words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + state;
  };
  say(counts.applied, "applied");
  say(counts.late, "late");
  say(counts.parked, "parked");
  say(counts.accepted, "accepted");
  say(counts.declined, "declined");
  say(counts.duplicate, "known already");
  return words.empty() ? "no saves" : words;
}

json::object to_json(const Receipt& receipt, const std::string& bytes) {
  return {{"receipt", receipt_name(bytes)},
          {"office", receipt.office.to_string()},
          {"office_epoch", receipt.office_epoch},
          {"node", receipt.node},
          {"counter", receipt.counter},
          {"chain", receipt.chain.to_hex()},
          {"time", instant_text(receipt.time_ms)},
          {"counts", to_json(receipt.counts)}};
}

std::string in_words(const Receipt& receipt) {
  return local_time_text(receipt.time_ms) + " (the office's clock): the office has everything of laptop " +
         std::to_string(receipt.node) + " up to change " + std::to_string(receipt.counter) + "; " +
         in_words(receipt.counts);
}

std::optional<std::string> bytes_of_hex(const std::string& hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = kDigits.find(hex[i]);
    const auto low = kDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4];
    hex += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

Error no_receipt_yet() {
  return {ErrorKind::not_found, "there is no receipt on this laptop yet", "the first sync that brings a save gets one"};
}

Result<std::string> receipt_in(const std::string& path) {
  std::error_code unknown;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, unknown)) {
    return Error{ErrorKind::not_found, "the file " + path + " cannot be read", "check its name"};
  }
  std::string bytes(kReceiptBytesMax + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > kReceiptBytesMax) {
    return Error{ErrorKind::corrupt, path + " is no receipt: it is too long", "check its name"};
  }
  return bytes;
}

// ---- receipts -------------------------------------------------------------------------------------------------

Result<ExitCode> run_list(const Output& out, LaptopWorkspace& workspace) {
  const auto who = workspace.laptop().identity();
  bool first = true;
  for (const std::string& bytes : ReceiptBook(workspace.store()).kept()) {
    const auto receipt = open_receipt(bytes, who->office_key);
    if (!receipt) return receipt.error();
    json::object object = to_json(*receipt, bytes);
    std::string words = in_words(*receipt);
    if (first) {
      const json::object totals = totals_of(workspace);
      object["here"] = totals.at("here");
      object["differences"] = totals.at("differences");
      const std::string differing = differences_in_words(totals);
      if (!differing.empty()) words += "\n" + differing.substr(0, differing.size() - 1);
    }
    out.item(object, words);
    first = false;
  }
  if (first) out.say(no_receipt_yet().message);
  return kDone;
}

// ---- receipts verify ------------------------------------------------------------------------------------------

json::array to_json(const CounterRange& range) { return {range.first, range.last}; }

json::object to_json(const ReceiptCover& cover) {
  json::array not_here;
  for (const CounterRange& range : cover.not_here) not_here.push_back(to_json(range));
  json::value proven = nullptr;
  if (cover.saves > 0) proven = to_json(cover.proven);
  return {{"chain", cover.chain_fits ? "fits" : "not checked"},
          {"proven_saves", cover.saves},
          {"proven", proven},
          {"not_here", not_here},
          {"earlier", cover.earlier},
          {"later", cover.later}};
}

std::string in_words(const ReceiptCover& cover) {
  std::string words;
  if (cover.saves > 0) {
    words += "\n" + counted(cover.saves, "save") + " of this laptop, changes " + std::to_string(cover.proven.first) +
             " to " + std::to_string(cover.proven.last) + ", are what the office signed for, byte for byte";
  } else {
    words += "\nno save that is still on this laptop could be held against it";
  }
  for (const CounterRange& range : cover.not_here) {
    words += "\nnot covered here: changes " + std::to_string(range.first) + " to " + std::to_string(range.last) +
             " are no longer on this laptop";
  }
  if (cover.earlier > 0) {
    words += "\nnot covered here: " + counted(cover.earlier, "earlier save") +
             ", because what came between is no longer on this laptop";
  }
  if (cover.later > 0) words += "\nnot covered: " + counted(cover.later, "save") + " made after it";
  return words;
}

// By somebody who has the file and the office's key, and nothing else.
Result<ExitCode> verify_for_anybody(const Output& out, const ReceiptWords& words) {
  const auto key = bytes_of_hex(words.office_key);
  if (!key || key->size() != 32) {
    return Error{ErrorKind::usage, "the office's key has 64 of the digits 0-9 and a-f",
                 "`receipts export` prints it"};
  }
  if (words.file.empty()) return Error{ErrorKind::usage, "say which file", "receipts verify FILE --office-key HEX"};
  const auto bytes = receipt_in(words.file);
  if (!bytes) return bytes.error();
  const auto receipt = open_receipt(*bytes, *key);
  if (!receipt) return receipt.error();
  json::object object = to_json(*receipt, *bytes);
  object["valid"] = true;
  out.result(object, "the receipt is genuine\n" + in_words(*receipt));
  return kDone;
}

Result<ExitCode> verify_here(const Output& out, LaptopWorkspace& workspace, const ReceiptWords& words) {
  const auto who = workspace.laptop().identity();
  const auto latest = ReceiptBook(workspace.store()).latest();
  if (words.file.empty() && !latest) return no_receipt_yet();
  const auto bytes = words.file.empty() ? Result<std::string>(*latest) : receipt_in(words.file);
  if (!bytes) return bytes.error();
  const auto receipt = open_receipt(*bytes, who->office_key);
  if (!receipt) return receipt.error();
  const auto node_id = receipt->node == who->node ? std::optional(who->node_id) : std::nullopt;
  const ReceiptCover cover = cover_of(*receipt, workspace.store(), node_id);
  if (!cover.problem.empty()) {
    return Error{ErrorKind::corrupt, "the receipt is genuine, but " + cover.problem,
                 "keep a copy of this database, then tell the office"};
  }
  json::object object = to_json(*receipt, *bytes);
  object["valid"] = true;
  for (const auto& pair : to_json(cover)) object[pair.key()] = pair.value();
  out.result(object, "the receipt is genuine\n" + in_words(*receipt) + in_words(cover));
  return kDone;
}

// ---- receipts export ------------------------------------------------------------------------------------------

Result<std::string> receipt_of_day(LaptopWorkspace& workspace, const std::string& day) {
  const auto who = workspace.laptop().identity();
  for (std::string& bytes : ReceiptBook(workspace.store()).kept()) {
    const auto receipt = open_receipt(bytes, who->office_key);
    if (!receipt) continue;
    if (day.empty() || instant_text(receipt->time_ms).substr(0, kDayLength) == day) return std::move(bytes);
  }
  if (day.empty()) return no_receipt_yet();
  return Error{ErrorKind::not_found, "there is no receipt of the day " + day, "`receipts` lists them"};
}

Result<ExitCode> run_export(const Output& out, LaptopWorkspace& workspace, const ReceiptWords& words) {
  const auto bytes = receipt_of_day(workspace, words.day);
  if (!bytes) return bytes.error();
  std::error_code unknown;
  if (std::filesystem::exists(words.file, unknown)) {
    return Error{ErrorKind::refused, "there is a file " + words.file + " already", "choose another name"};
  }
  std::ofstream file(words.file, std::ios::binary);
  file.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  file.close();
  if (!file) return Error{ErrorKind::storage, "the file " + words.file + " could not be written", ""};
  const std::string key = hex_of(workspace.laptop().identity()->office_key);
  out.result(json::object{{"file", words.file}, {"receipt", receipt_name(*bytes)}, {"office_key", key}},
             "written to " + words.file + "\nanybody checks it with: satchel receipts verify " + words.file +
                 " --office-key " + key);
  return kDone;
}

template <class Body>
CLI::App* add_enrolled(CLI::App& app, CommonOptions& options, const std::string& name,
                       const std::string& description, Body body) {
  return add_command(app, options, name, description, [&options, body](const Output& out) -> Result<ExitCode> {
    auto workspace = open_enrolled(options);
    if (!workspace) return workspace.error();
    return body(out, **workspace);
  });
}

}  // namespace

// ---- totals -----------------------------------------------------------------------------------------------------

json::object totals_of(LaptopWorkspace& workspace) {
  const auto who = workspace.laptop().identity();
  const auto bytes = ReceiptBook(workspace.store()).latest();
  const auto receipt = bytes ? open_receipt(*bytes, who->office_key)
                             : Result<Receipt>(no_receipt_yet());
  const bool ours = receipt && receipt->node == who->node;
  const OwnSaves own = own_saves(workspace.store(), who->node,
                                 ours ? receipt->counter : workspace.laptop().progress().acked);
  json::object here = to_json(own.counts);
  here["not_heard_of"] = own.not_heard_of;
  here["changes_not_here"] = own.changes_not_here;
  json::object totals{{"here", here}, {"office", nullptr}, {"office_at", nullptr}, {"differences", json::array()}};
  if (!ours) return totals;
  totals["office"] = to_json(receipt->counts);
  totals["office_at"] = instant_text(receipt->time_ms);
  for (const CountDifference& difference : differences(own, receipt->counts)) {
    json::array saves;
    for (const Dot dot : difference.saves) {
      if (saves.size() < kSavesNamedMax) saves.push_back(json::value(dot.to_string()));
    }
    // Fewer here may have a plain cause; more here never has.
    json::value cause = nullptr;
    if (difference.here < difference.office && own.changes_not_here > 0) cause = "given back";
    if (difference.here < difference.office && own.not_heard_of > 0) cause = "not pulled yet";
    totals["differences"].as_array().push_back(json::object{{"state", std::string(difference.state)},
                                                            {"here", difference.here},
                                                            {"office", difference.office},
                                                            {"saves", saves},
                                                            {"cause", cause}});
  }
  return totals;
}

std::string differences_in_words(const json::object& totals) {
  std::string words;
  for (const json::value& item : totals.at("differences").get_array()) {
    const json::object& difference = item.get_object();
    const auto number = [&](const char* key) {
      return std::to_string(difference.at(key).to_number<std::uint64_t>());
    };
    const std::string state(difference.at("state").get_string());
    if (difference.at("cause") == json::value("given back")) continue;
    words += "  " + state + ": " + number("here") + " here, " + number("office") + " at the office on " +
             std::string(totals.at("office_at").get_string());
    if (!difference.at("cause").is_null()) words += ", " + std::string(difference.at("cause").get_string());
    for (const json::value& save : difference.at("saves").get_array()) {
      words += " " + std::string(save.get_string());
    }
    words += "\n";
  }
  return words.empty() ? "" : "this laptop and the office count differently:\n" + words;
}

void add_receipt_commands(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<ReceiptWords>();
  CLI::App* receipts = add_enrolled(app, options, "receipts", "What the office signed for, day by day", run_list);

  CLI::App* verify = add_command(*receipts, options, "verify", "Check a receipt, without a network",
                                 [&options, words](const Output& out) -> Result<ExitCode> {
                                   if (!words->office_key.empty()) return verify_for_anybody(out, *words);
                                   auto workspace = open_enrolled(options);
                                   if (!workspace) return workspace.error();
                                   return verify_here(out, **workspace, *words);
                                 });
  verify->add_option("file", words->file, "A file that `receipts export` wrote; without it, the latest receipt");
  verify->add_option("--office-key", words->office_key, "Check it without this laptop: the office's key")
      ->type_name("HEX");

  CLI::App* write = add_enrolled(*receipts, options, "export", "Write a signed receipt to a file",
                                 [words](const Output& out, LaptopWorkspace& workspace) {
                                   return run_export(out, workspace, *words);
                                 });
  write->add_option("file", words->file, "The file")->required();
  write->add_option("--day", words->day, "Of this day, as 2026-11-26 (UTC); without it, the latest");
}

}  // namespace satchel
