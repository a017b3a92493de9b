#include "node/shared/schema_commands.h"

#include <CLI/CLI.hpp>

namespace satchel {

namespace {

const char* name_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::text: return "text";
    case FieldKind::long_text: return "long text";
    case FieldKind::code: return "word";
    case FieldKind::integer: return "whole number";
    case FieldKind::real: return "number";
    case FieldKind::boolean: return "yes or no";
    case FieldKind::date: return "date";
    case FieldKind::instant: return "instant";
    case FieldKind::reference: return "id";
    case FieldKind::json: return "JSON";
    case FieldKind::any: return "anything";
  }
  return "";
}

std::string codes_of(const FieldDef& field) {
  std::string words;
  for (const std::string& code : field.codes) words += (words.empty() ? "" : " ") + code;
  for (const std::string& code : field.exits) words += (words.empty() ? "" : " ") + code;
  return words;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + "  ";
}

void list_types(const Output& out) {
  for (const TypeDef& type : core_types()) {
    out.item(json::object{{"type", type.name}, {"label", type.label}},
             padded(type.name, 22) + type.label);
  }
}

void list_fields(const Output& out, const TypeDef& type) {
  for (const FieldDef& field : type.fields) {
    if (field.retired) continue;
    const bool several = field.policy == Policy::unite;
    out.item(json::object{{"type", type.name},
                          {"field", field.name},
                          {"label", field.label},
                          {"kind", name_of(field.kind)},
                          {"several", several},
                          {"codes", codes_of(field)}},
             padded(field.name, 24) + padded(several ? "several: " + std::string(name_of(field.kind))
                                                     : name_of(field.kind),
                                             20) +
                 padded(field.label, 28) + codes_of(field));
  }
}

}  // namespace

void add_schema_commands(CLI::App& app, CommonOptions& options, OpenWorkspace) {
  const auto name = std::make_shared<std::string>();
  auto* fields = add_command(app, options, "fields", "The types of records, and the fields of one",
                             [name](const Output& out) -> Result<ExitCode> {
                               if (name->empty()) {
                                 list_types(out);
                                 return kDone;
                               }
                               const auto type = type_named(*name);
                               if (!type) return type.error();
                               list_fields(out, **type);
                               return kDone;
                             });
  fields->add_option("type", *name, "A type of records");
}

}  // namespace satchel
