// How saves and records are kept small: packed_save.h and packed_fields.h.
#include <doctest/doctest.h>

#include "storage/packed_fields.h"
#include "storage/packed_save.h"
#include "sync/codec.h"
#include "sync/schema.h"
#include "tests/storage/record_builder.h"

namespace satchel {

namespace {

struct Made {
  NamedSave named{{7, 100}, {}};
  Record record;
};

// A save of `create` and fields 16, 17, ... with these texts, and the record that it makes.
Made make(const std::vector<std::string>& texts) {
  Made made;
  Op op;
  op.kind = OpKind::create;
  op.record = {testkit::numbered_uuid(1)};
  op.type = 32;
  made.named.save.ops.push_back(op);
  op.kind = OpKind::set;
  op.type = 0;
  op.field = 15;
  for (const std::string& text : texts) {
    ++op.field;
    op.value = text;
    made.named.save.ops.push_back(op);
  }
  made.record.id = op.record;
  for (std::size_t i = 0; i < made.named.save.ops.size(); ++i) {
    apply_op(made.record, made.named.save.ops[i], {7, 100 + i}, {}, Place::newest,
             [](Dot) { return true; });
  }
  return made;
}

void check_round_trip(const Record& record, const NamedSave& named) {
  const std::string blob = pack_fields(record, &named);
  Record read;
  read.id = record.id;
  const auto status = unpack_fields(
      blob, read, [&](Dot first) { return first == named.first ? &named.save : nullptr; });
  REQUIRE(status);
  CHECK(encode_fields(read) == encode_fields(record));
}

}  // namespace

TEST_CASE("a record that one save made is a few bytes") {
  const Made made = make({"a title", std::string(500, 'x'), "signed"});
  const std::string blob = pack_fields(made.record, &made.named);
  CHECK(blob.size() <= 8);
  CHECK(named_save(blob) == Dot{7, 100});
  check_round_trip(made.record, made.named);
  CHECK_FALSE(named_save(pack_fields(made.record, nullptr)));
  CHECK(pack_fields(Record{}, &made.named).empty());
}

TEST_CASE("what the save does not say is spelled out") {
  const auto change = [](const std::function<void(Record&)>& how) {
    Made made = make({"one", "two", "three"});
    how(made.record);
    check_round_trip(made.record, made.named);
    return pack_fields(made.record, &made.named);
  };
  CHECK(change([](Record& r) { r.fields()[2].second.siblings[0].value = 7.5; }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[2].second.siblings[0].dot = {8, 3}; }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[2].second.siblings[0].automatic = true; }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[2].second.siblings[0].seen.emplace(); }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[2].second.orphans.push_back({9, 9}); }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[2].second.siblings.clear(); }).size() > 8);
  CHECK(change([](Record& r) { r.fields()[3].first = 99; }).size() > 8);
  CHECK(change([](Record& r) {
          auto& siblings = r.fields()[2].second.siblings;
          siblings.push_back(siblings[0]);
        }).size() > 8);
  CHECK(change([](Record& r) { r.fields().erase(r.fields().begin() + 2); }).size() <= 10);
}

TEST_CASE("another record's save is not named") {
  const Made made = make({"one", "two"});
  Record other = made.record;
  other.id = {testkit::numbered_uuid(2)};
  const std::string blob = pack_fields(other, &made.named);
  CHECK_FALSE(named_save(blob));
  check_round_trip(other, made.named);
}

TEST_CASE("a large save of many records is not read for each of them") {
  const Made made = make({"one", "two"});
  CHECK(is_worth_naming(made.record, 500));
  CHECK_FALSE(is_worth_naming(made.record, 5000));
  CHECK(is_worth_naming(make({std::string(4000, 'x')}).record, 5000));
}

TEST_CASE("a damaged blob is an error, never a crash") {
  const Made made = make({"one", "two", "three"});
  Record edited = made.record;
  edited.fields()[1].second.siblings[0].dot = {8, 3};
  const std::string blob = pack_fields(edited, &made.named);
  const auto find = [&](Dot first) {
    return first == made.named.first ? &made.named.save : nullptr;
  };
  const auto read = [&](const std::string& bytes) {
    Record record;
    record.id = made.record.id;
    return static_cast<bool>(unpack_fields(bytes, record, find));
  };
  REQUIRE(read(blob));
  for (std::size_t size = 1; size < blob.size(); ++size) {
    CHECK_NOTHROW(static_cast<void>(read(blob.substr(0, size))));
  }
  for (std::size_t at = 0; at < blob.size(); ++at) {
    for (const int bit : {1, 16, 128}) {
      std::string damaged = blob;
      damaged[at] = static_cast<char>(damaged[at] ^ bit);
      CHECK_NOTHROW(static_cast<void>(read(damaged)));
    }
  }
  CHECK_FALSE(read("\x80\x07\x64\x01\x00\x09"));  // more ops than the save has
  CHECK_FALSE(read("\x80\x07\x65\x01\x00\x01"));  // another save
  CHECK_FALSE(read("\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
}

TEST_CASE("saves come back as they were packed") {
  SavePacker packer;
  std::string all_bytes;
  for (int i = 0; i < 3000; ++i) all_bytes.push_back(static_cast<char>(i * 7 + i / 256));
  Save save = make({"status", "planned", "2026-11-24T08:30:00Z"}).named.save;
  save.user = "anna";
  for (const std::string& raw : {std::string(), std::string(1, '\0'), std::string("\1", 1),
                                 encode_save(save), all_bytes, std::string(100'000, 'n')}) {
    const std::string packed = packer.pack(raw);
    CHECK(packed.size() <= raw.size() + 1);
    const auto back = packer.unpack(packed);
    REQUIRE(back);
    CHECK(*back == raw);
  }
}

TEST_CASE("the dictionary pays for ordinary saves") {
  SavePacker packer;
  Save save =
      make({"Home visit", "Showed me the wall behind the children's beds, it is damp again.",
            "in_progress", "2026-11-24T08:30:00Z", "care_manager"})
          .named.save;
  save.user = "anna";
  const std::string raw = encode_save(save);
  CHECK(packer.pack(raw).size() * 10 < raw.size() * 8);
}

TEST_CASE("a damaged save is an error") {
  SavePacker packer;
  const std::string packed = packer.pack(std::string(500, 'n') + "end");
  CHECK_FALSE(packer.unpack(""));
  CHECK_FALSE(packer.unpack("\x01"));
  CHECK(packer.unpack("\x02 whatever").error().kind == ErrorKind::too_new);
  CHECK(packer.unpack(packed.substr(0, packed.size() - 1)).error().kind == ErrorKind::corrupt);
  for (std::size_t at = 1; at < packed.size(); ++at) {
    std::string damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    CHECK_NOTHROW(static_cast<void>(packer.unpack(damaged)));
  }
  // A frame that claims to be a gigabyte long is not believed.
  CHECK_FALSE(packer.unpack(std::string("\x01\xa0\x00\x00\x00\x40\x01\x00\x00", 9)));
}

}  // namespace satchel
