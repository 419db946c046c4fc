import Checks
import Notation
import Testing

/// A claim as a test argument, named by its id.
struct NamedClaim: Sendable, CustomTestStringConvertible {
  let claim: Claim
  var testDescription: String { claim.id }
}

/// The proof-check suite: every claim of the notes comes to what its note expects.
@Suite("The question bank")
struct BankTests {
  static let bank = Result { try Bank() }
  static let claims: [NamedClaim] =
    ((try? bank.get())?.notes ?? []).flatMap(\.claims).map(NamedClaim.init)

  @Test("the notes are found and read")
  func found() throws {
    let bank = try Self.bank.get()
    #expect(bank.notes.count >= 3)
    #expect(Self.claims.count >= 40)
    #expect(Set(Self.claims.map(\.claim.id)).count == Self.claims.count, "ids are unique")
  }

  @Test("a claim comes to its expected outcome", arguments: claims)
  func outcome(_ named: NamedClaim) throws {
    let report = try Checker(bank: Self.bank.get()).check(named.claim)
    #expect(report.asExpected, "\(report.outcome.text): \(report.reason ?? "no reason")")
    #expect(report.evidence.model?.verdict != "disagrees")
    if report.outcome == .wrong {
      let line = try #require(report.lines.first { $0.outcome == .wrong })
      let counterexample = try #require(line.counterexample)
      // Equal sides refute < and >.
      let isStrict = ["<", ">"].contains(counterexample.relation)
      #expect(
        counterexample.left != counterexample.right || counterexample.note != nil || isStrict)
    }
    if report.outcome == .proved {
      #expect(report.lines.allSatisfy { $0.rule != nil })
      #expect(report.citedAxioms.allSatisfy { $0.hasPrefix("laSalle") })
    }
  }

  @Test("a true claim of every question has a false neighbour")
  func neighbours() {
    let questions = Dictionary(grouping: Self.claims.map(\.claim)) { claim in
      claim.id.split(separator: "/").prefix(2).joined(separator: "/")
    }
    for (question, claims) in questions where claims.count > 1 {
      #expect(
        claims.contains { $0.expectation != .proved }, "no false neighbour in \(question)")
    }
  }

  @Test("the claims that the table of items names are in the bank")
  func coverage() throws {
    let table = try String(contentsOfFile: "notes/coverage.md", encoding: .utf8)
    let ids = Set(Self.claims.map(\.claim.id))
    let named = table.split(separator: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }
      .map { String($0.element) }.filter { $0.contains("/") }
    #expect(named.count > 300)
    for id in named { #expect(ids.contains(id), "no claim \(id)") }
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("| q") }
    #expect(rows.count == 145)
    for row in rows {
      #expect(
        row.contains("`") || row.contains("not a mathematical statement"),
        "nothing is said of \(row)")
    }
  }
}
