// Who is on the other end: links that prove it (TLS), certificates that end, laptops that are shut out.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::client_of;
using testkit::Exchange;
using testkit::set;
using testkit::SmallWorld;
using testkit::state_of;
using testkit::Values;
using testkit::Worker;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  RecordId client = client_of(mia);

  Scene() {
    for (Worker* worker : {&ana, &ben}) world.sync(*worker);
  }
  Dot edit(Worker& worker, const char* words) {
    return worker.save(mia, {set(client, "client.language", words)});
  }
  testkit::Link link_of(Worker& worker) {
    testkit::Link link;
    link.proven = AuthenticatedLink{world.desk.node(worker).key, false, ""};
    return link;
  }
  testkit::Link link_that_ran_out(Worker& worker) {
    testkit::Link link = link_of(worker);
    link.proven->certificate_ran_out = true;
    return link;
  }
  Status revoke(Worker& worker) {
    Status done = Done{};
    world.at_desk([&](Office& office) {
      const auto revoked = office.revoke(worker.node(), "left on the bus");
      if (!revoked) done = revoked.error();
    });
    return done;
  }
  Result<EnrolmentAnswer> enrol_again(Worker& worker, const char* whose_code) {
    std::optional<Result<EnrolmentAnswer>> answer;
    world.at_desk([&](Office& office) {
      EnrolmentRequest request;
      request.code = std::string("again ") + whose_code;
      request.device_key = world.desk.node(worker).key;
      request.node_id = worker.laptop.identity()->node_id;
      REQUIRE(office.allow_enrolment(whose_code, request.code, world.now_ms, world.now_ms + 1000));
      answer = office.enrol(request, world.now_ms);
    });
    return *answer;
  }
};

}  // namespace

TEST_SUITE("a link that proves whose it is") {
  TEST_CASE("needs no signatures, in either direction") {
    Scene scene;
    scene.edit(scene.ana, "it");
    const Exchange done = scene.world.exchange(scene.ana, scene.link_of(scene.ana));
    REQUIRE(done.outcome);
    CHECK(done.outcome->digest_equal);
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"it"});
    for (const std::string& body : {done.request, done.answer}) {
      constexpr int kSigned = 2;
      CHECK((body[4] & kSigned) == 0);
    }
  }

  TEST_CASE("carries no other laptop's saves, whatever its hello says") {
    Scene scene;
    scene.edit(scene.ana, "it");
    const std::string before = state_of(scene.world.desk.store);
    const Exchange refused = scene.world.exchange(scene.ana, scene.link_of(scene.ben));
    REQUIRE(refused.problem);
    CHECK(refused.problem->message.find("certificate belongs to another laptop") != std::string::npos);
    CHECK(state_of(scene.world.desk.store) == before);
    CHECK(scene.world.desk.node(scene.ana).counter == 0);
    CHECK(scene.world.sync(scene.ana, scene.link_of(scene.ana)) <= 3);
  }

  TEST_CASE("is looked at anew with each request: a key that changed at the office counts at once") {
    Scene scene;
    const testkit::Link link = scene.link_of(scene.ana);
    NodeRow node = scene.world.desk.node(scene.ana);
    node.key = std::string(32, 'z');
    scene.world.at_desk([&](Office& office) { office.store().put_node(node); });
    CHECK(scene.world.exchange(scene.ana, link).problem);
  }
}

TEST_SUITE("a signed request") {
  TEST_CASE("that was captured and is sent once more is refused, and changes nothing") {
    Scene scene;
    scene.edit(scene.ana, "it");
    LaptopSessionOptions options;
    options.sign_frames = true;
    LaptopSession session(scene.ana.laptop, options);
    const std::string captured = scene.world.request_of(scene.ana, session);
    Exchange heard;
    SmallWorld::hear(session, scene.world.serve(captured, true), 100, heard);
    REQUIRE(heard.outcome);
    const std::string before = state_of(scene.world.desk.store);
    const NodeRow node = scene.world.desk.node(scene.ana);
    ExchangeReport report;
    (void)scene.world.serve(captured, true, &report);
    CHECK(report.problem == "this request was received before");
    CHECK(report.saves == 0);
    CHECK(state_of(scene.world.desk.store) == before);
    CHECK(scene.world.desk.node(scene.ana).request_number == node.request_number);
    CHECK(scene.world.desk.node(scene.ana).last_seen_ms == node.last_seen_ms);
  }
}

TEST_SUITE("a certificate that ran out") {
  TEST_CASE("still brings everything in, parked, and gets no page") {
    Scene scene;
    scene.edit(scene.ben, "fr");
    scene.world.sync(scene.ben);
    const Dot first = scene.edit(scene.ana, "it");
    const Dot second = scene.edit(scene.ana, "de");
    const std::string before = state_of(scene.ana.store);
    const Exchange done = scene.world.exchange(scene.ana, scene.link_that_ran_out(scene.ana));
    REQUIRE(done.outcome);
    CHECK(done.outcome->certificate_ran_out);
    CHECK_FALSE(done.outcome->digest_equal);
    CHECK(done.outcome->acknowledged == 2);
    CHECK(done.outcome->entries_taken == 0);
    CHECK(scene.ana.pending() == 0);
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"fr"});
    for (const Dot dot : {first, second}) {
      const auto row = scene.world.desk.row(dot);
      REQUIRE(row);
      CHECK(row->state == SaveState::parked);
      CHECK(row->reason == "the laptop's certificate had run out");
      CHECK_FALSE(row->waits);
    }
    // What is shown here is not touched by it.
    CHECK(scene.ana.values(scene.client, "client.language") == Values{"de"});
    (void)before;
    // A person decides; then everybody has it. The certificate has been renewed meanwhile.
    REQUIRE(scene.world.accept(first));
    REQUIRE(scene.world.accept(second));
    scene.world.sync(scene.ana, scene.link_of(scene.ana));
    scene.world.sync(scene.ben);
    CHECK(scene.ben.values(scene.client, "client.language") ==
          scene.ana.values(scene.client, "client.language"));
  }

  TEST_CASE("parks what cannot be read, too, with the reason that it always has") {
    Scene scene;
    const Dot broken = scene.ana.forge_raw(scene.mia, "\x01 no save", 1);
    (void)scene.world.exchange(scene.ana, scene.link_that_ran_out(scene.ana));
    REQUIRE(scene.world.desk.row(broken));
    CHECK(scene.world.desk.row(broken)->reason.find("cannot be read") != std::string::npos);
  }

  TEST_CASE("does not matter where frames are signed") {
    Scene scene;
    scene.edit(scene.ana, "it");
    testkit::Link link;
    link.sign = true;
    CHECK(scene.world.sync(scene.ana, link) <= 2);
  }
}

TEST_SUITE("a certificate in its last third") {
  TEST_CASE("is renewed inside the exchange") {
    Scene scene;
    testkit::Link link = scene.link_of(scene.ana);
    link.proven->renewed_certificate = "a new certificate";
    const Exchange done = scene.world.exchange(scene.ana, link);
    REQUIRE(done.outcome);
    CHECK(done.outcome->digest_equal);
    CHECK(scene.ana.laptop.certificate() == "a new certificate");
  }

  TEST_CASE("is renewed by the next exchange when the answer was lost") {
    Scene scene;
    testkit::Link link = scene.link_of(scene.ana);
    link.proven->renewed_certificate = "a new certificate";
    link.answer_bytes = 0;
    CHECK_FALSE(scene.world.exchange(scene.ana, link).outcome);
    CHECK(scene.ana.laptop.certificate().empty());
    link.answer_bytes = SIZE_MAX;
    CHECK(scene.world.exchange(scene.ana, link).outcome);
    CHECK(scene.ana.laptop.certificate() == "a new certificate");
  }

  TEST_CASE("is not taken when it is over its limit") {
    Scene scene;
    testkit::Link link = scene.link_of(scene.ana);
    link.proven->renewed_certificate = std::string(limits::kCertificateBytesMax + 1, 'c');
    const Exchange done = scene.world.exchange(scene.ana, link);
    REQUIRE(done.problem);
    CHECK(done.problem->kind == ErrorKind::over_limit);
    CHECK(scene.ana.laptop.certificate().empty());
    link.proven->renewed_certificate.pop_back();
    CHECK(scene.world.exchange(scene.ana, link).outcome);
  }
}

TEST_SUITE("a laptop that was shut out") {
  TEST_CASE("gives nothing and gets nothing, with TLS and without, and keeps everything") {
    for (const bool tls : {false, true}) {
      CAPTURE(tls);
      Scene scene;
      scene.edit(scene.ben, "fr");
      scene.world.sync(scene.ben);
      scene.edit(scene.ana, "it");
      REQUIRE(scene.revoke(scene.ana));
      const std::string office = state_of(scene.world.desk.store);
      const std::string laptop = state_of(scene.ana.store);
      testkit::Link link = scene.link_of(scene.ana);
      if (!tls) {
        link.proven.reset();
        link.sign = true;
      }
      const Exchange refused = scene.world.exchange(scene.ana, link);
      REQUIRE(refused.problem);
      CHECK(refused.problem->kind == ErrorKind::refused);
      CHECK(refused.problem->message == "the office has shut this laptop out");
      CHECK(refused.problem->hint.find("keeps everything") != std::string::npos);
      CHECK(state_of(scene.world.desk.store) == office);
      CHECK(state_of(scene.ana.store) == laptop);
      CHECK(scene.ana.pending() == 1);
      CHECK(scene.world.sync(scene.ben) >= 1);  // another one is not touched
    }
  }

  TEST_CASE("is not told so to who only knows its number") {
    Scene scene;
    REQUIRE(scene.revoke(scene.ana));
    const Exchange refused = scene.world.exchange(scene.ana, scene.link_of(scene.ben));
    REQUIRE(refused.problem);
    CHECK(refused.problem->message.find("shut this laptop out") == std::string::npos);
  }

  TEST_CASE("takes every node of its key with it, and cannot be enrolled again") {
    Scene scene;
    NodeRow second = scene.world.desk.node(scene.ana);
    second.number = 77;
    second.id = Uuid::from_name("the same laptop, later");
    scene.world.at_desk([&](Office& office) { office.store().put_node(second); });
    REQUIRE(scene.revoke(scene.ana));
    CHECK(scene.world.desk.store.node(77)->revoked);
    CHECK(scene.world.desk.store.node(77)->revoked_reason == "left on the bus");
    CHECK_FALSE(scene.world.desk.node(scene.ben).revoked);
    const auto again = scene.enrol_again(scene.ana, "ana");
    REQUIRE_FALSE(again);
    CHECK(again.error().message == "the office has shut this laptop out");
  }

  TEST_CASE("has to be one: not the office itself, nor a number that nobody has") {
    Scene scene;
    scene.world.at_desk([&](Office& office) {
      for (const NodeNumber number : {kNoNode, kOfficeNode, NodeNumber{99}}) {
        CHECK_FALSE(office.revoke(number, ""));
      }
    });
    for (const NodeRow& node : scene.world.desk.store.nodes()) CHECK_FALSE(node.revoked);
  }
}

TEST_SUITE("a laptop that is enrolled again") {
  TEST_CASE("with a code for its own user stays the node that it is") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    const std::size_t nodes = scene.world.desk.store.nodes().size();
    const auto again = scene.enrol_again(scene.ana, "ana");
    REQUIRE(again);
    CHECK(again->node == scene.ana.node());
    CHECK(scene.world.desk.store.nodes().size() == nodes);
    CHECK(scene.world.desk.node(scene.ana).counter == 1);
    const auto repeated = scene.enrol_again(scene.ana, "ana");  // the answer was lost
    REQUIRE(repeated);
    CHECK(repeated->node == scene.ana.node());
    scene.edit(scene.ana, "de");
    CHECK(scene.world.sync(scene.ana) <= 2);
  }

  TEST_CASE("with a code for another user is refused, and the code stays good") {
    Scene scene;
    const auto refused = scene.enrol_again(scene.ana, "ben");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::refused);
    CHECK(refused.error().hint.find("stays good") != std::string::npos);
    CHECK_FALSE(scene.world.desk.store.enrolment(sha256("again ben").to_hex())->used);
  }
}

}  // namespace satchel
