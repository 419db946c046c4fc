import Notation
import Testing

@testable import Checks

/// A small expression and what a row of the mutation table makes of it.
struct MutationCase: Sendable, CustomTestStringConvertible {
  let row: String
  let input: String
  let expected: [String]
  var testDescription: String { "\(row): \(input)" }
}

@Suite("Mutation")
struct MutationTests {
  static let scope = Result {
    try readGiven(
      """
      a, b, c : real; z : complex; k : natural; x : sequence; i : index 2
      v : real[2]; M, N : real[2,2]
      f(a, b) := a - 2 b
      """)
  }

  static let cases: [MutationCase] = [
    MutationCase(row: "sign", input: "a + b", expected: ["a - b"]),
    MutationCase(row: "sign", input: "-a - b", expected: ["-a + b", "a - b"]),
    MutationCase(
      row: "negated term", input: "a + b = c",
      expected: ["a + b = -c", "-a + b = c", "a + (-b) = c"]),
    MutationCase(row: "numeral", input: "a^2", expected: ["a^3", "a^1"]),
    MutationCase(row: "numeral", input: "a + 0", expected: ["a + 1", "a + (-1)"]),
    MutationCase(row: "doubled term", input: "a = b c", expected: ["a = 2 (b c)"]),
    MutationCase(row: "halved term", input: "a = b c", expected: ["a = (b c)/2"]),
    MutationCase(row: "doubled term", input: "(a, 0)", expected: ["(2 a, 0)"]),
    MutationCase(row: "dropped factor", input: "\\frac12 a", expected: ["\\frac12", "a", "1 a"]),
    MutationCase(row: "dropped factor", input: "a^3", expected: ["a"]),
    MutationCase(row: "dropped term", input: "a - b", expected: ["a", "-b"]),
    MutationCase(row: "swapped arguments", input: "a b", expected: []),
    MutationCase(row: "swapped arguments", input: "M N", expected: ["N M"]),
    MutationCase(row: "swapped arguments", input: "f(a, b)", expected: ["f(b, a)"]),
    MutationCase(
      row: "swapped arguments", input: "(a, b, c)", expected: ["(b, a, c)", "(a, c, b)"]),
    MutationCase(row: "swapped arguments", input: "M_{12}", expected: ["M_{21}"]),
    MutationCase(row: "other symbol", input: "a - b", expected: ["b - b", "a - a"]),
    MutationCase(row: "other symbol", input: "M v", expected: ["N v"]),
    MutationCase(row: "transpose", input: "M^\\top v", expected: ["M v", "(M^\\top)^\\top v"]),
    MutationCase(row: "transpose", input: "M v", expected: ["M^\\top v"]),
    MutationCase(row: "relation", input: "a = b", expected: ["a \\ne b"]),
    MutationCase(row: "relation", input: "a \\le b", expected: ["a < b", "a > b"]),
    MutationCase(row: "relation", input: "a < b", expected: ["a \\ge b"]),
    MutationCase(
      row: "relation", input: "M \\succeq N", expected: ["M \\succ N", "N \\succeq M"]),
    MutationCase(row: "relation", input: "M \\succ 0", expected: ["0 \\succ M"]),
    MutationCase(row: "dropped operator", input: "M^{-1} v", expected: ["M v"]),
    MutationCase(
      row: "other operator", input: "\\lambda_{\\min}(M)", expected: ["\\lambda_{\\max}(M)"]),
    MutationCase(row: "index", input: "x_k", expected: ["x_{k+1}"]),
    MutationCase(
      row: "set element", input: "\\{a, b\\}",
      expected: ["\\{b, b\\}", "\\{a + 1, b\\}", "\\{a, a\\}", "\\{a, b + 1\\}"]),
    MutationCase(row: "dropped element", input: "\\{a, b\\}", expected: ["\\{b\\}", "\\{a\\}"]),
    MutationCase(row: "other operator", input: "\\log a", expected: ["\\exp a"]),
    MutationCase(row: "other operator", input: "\\Re z", expected: ["\\Im z"]),
    MutationCase(row: "dropped operator", input: "\\sqrt{a}", expected: ["a"]),
  ]

  @Test("a row makes its mistakes and no others", arguments: cases)
  func row(_ example: MutationCase) throws {
    let scope = try Self.scope.get()
    let row = try #require(Mutation.table.first { $0.name == example.row })
    let input = try readExpression(example.input, in: scope)
    let setting = Mutation.Setting(scope: scope, statement: input)
    let made = input.edited { row.edit($0, setting) }
    let expected = try example.expected.map { try readExpression($0, in: scope) }
    #expect(made.map(\.readBack) == expected.map(\.readBack))
  }

  @Test("every row has a case")
  func rows() {
    #expect(Set(Mutation.table.map(\.name)) == Set(Self.cases.map(\.row)))
  }

  private func run(_ text: String, limit: Int = 1000, seed: UInt64 = 0) throws -> MutationReport {
    var options = Options()
    options.seed = seed
    let note = try readNote(text, file: "test.md")
    return MutationRunner(options: options, limit: limit).run(note.claims)
  }

  private func fate(_ report: MutationReport, _ mutation: String, _ latex: String)
    -> MutationReport.Fate?
  {
    mutants(report).first { $0.mutation == mutation && $0.latex == latex }?.fate
  }

  private func mutants(_ report: MutationReport) -> [MutationReport.Mutant] {
    report.claims.flatMap(\.lines).flatMap(\.mutants)
  }

  static let square = """
    ```given
    a, b : real, b \\ge 0
    ```

    $$ (a + b)^2 = a^2 + 2 a b + b^2 $$
    """

  @Test("a mistake in a true line is noticed, and a mutant that is true is none")
  func square() throws {
    let report = try run(Self.square)
    #expect(report.claims.count == 1)
    #expect(fate(report, "sign", "\\left(a - b\\right)^{2} = a^{2} + 2 a b + b^{2}") == .refuted)
    #expect(
      fate(report, "other symbol", "\\left(a + b\\right)^{2} = a^{2} + 2 b b + b^{2}") == .refuted)
    let dropped = mutants(report).filter { $0.mutation == "dropped assumption" }
    #expect(dropped.map(\.fate) == [.equivalent])
    #expect(report.total[.survived] == 0)
    #expect(report.total[.disagreement] == 0)
    #expect(report.total.score == 1000)
    #expect(report.exitCode == 0)
  }

  @Test("an assumption that is needed is noticed to be missing")
  func assumption() throws {
    let report = try run("```given\na : real, a > 0\n```\n\n$$ a + 1 > 1 $$")
    let dropped = mutants(report).filter { $0.mutation == "dropped assumption" }
    #expect(dropped.map(\.fate) == [.needsAssumption])
  }

  @Test("a mutant that nobody can decide survives, and is listed with its reason")
  func survivor() throws {
    let scope = try Self.scope.get()
    let statement = try readExpression("\\lim_{k \\to \\infty} x_k = a", in: scope)
    let mutant = Mutant(mutation: "numeral", statement: statement, scope: scope, dropped: nil)
    let checked = MutationRunner().check(mutant, lemmas: [], seed: 0)
    #expect(checked.fate == .survived)
    let reason = try #require(checked.reason)
    var report = try run(Self.square)
    report.claims[0].lines = [MutationReport.Line(number: 1, possible: 1, mutants: [checked])]
    #expect(report.exitCode == 2)
    let text = MutationTable.text(report)
    #expect(text.contains("line 1, numeral: \\lim"))
    #expect(text.contains(reason.prefix(20)))
  }

  @Test("in a chain the repeated side stays as it is")
  func chain() throws {
    let report = try run(
      """
      ```given
      a : real
      ```

      $$ \\begin{aligned} (a + 1)^2 &= a^2 + 2 a + 1 \\\\ &= a (a + 2) + 1 \\end{aligned} $$
      """)
    let lines = report.claims[0].lines
    #expect(lines.map(\.number) == [1, 2])
    #expect(
      lines.dropFirst().flatMap(\.mutants).allSatisfy { $0.latex.hasPrefix("a^{2} + 2 a + 1") })
  }

  @Test("the limit is kept, and the same seed gives the same mutants")
  func limit() throws {
    let first = try run(Self.square, limit: 12, seed: 1)
    #expect(first.total.mutants == 12)
    #expect(try run(Self.square, limit: 12, seed: 1).json == first.json)
    #expect(try run(Self.square, limit: 12, seed: 2).json != first.json)
    #expect(MutationTable.text(first).contains("at most 12 mutants per line: 12 of"))
    #expect(MutationTable.text(first).split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("what is not proved, not readable or not there gives no score")
  func problems() throws {
    let wrong = try run("```given\na : real\n```\n\n$$ a + a = a $$")
    #expect(wrong.claims[0].problem != nil)
    #expect(wrong.exitCode == 2)
    let unreadable = try run("```given\na : real\n```\n\n$$ a + q = a $$")
    #expect(unreadable.exitCode == 65)
    let none = try run("```given\na : real\n```\n\n<!-- expect: wrong -->\n$$ a + a = a $$")
    #expect(none.claims.isEmpty)
    #expect(none.exitCode == 2)
  }
}
