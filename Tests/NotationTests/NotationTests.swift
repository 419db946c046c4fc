import Testing

@testable import Notation

@Suite struct ExampleTests {
  @Test(arguments: allExamples.map(\.name))
  func reads(_ name: String) throws {
    let text = try #require(allExamples.first { $0.name == name }?.text)
    let note = try readNote(text, file: "\(name).md")
    for claim in note.claims {
      let lines = try claim.content.get()
      #expect(!lines.isEmpty)
      for line in lines {
        let printed = line.statement.latex
        let again = try readExpression(printed, in: claim.scope)
        #expect(again == line.statement, "\(printed)")
      }
      for definition in claim.scope.definitions where definition.parameters.isEmpty {
        #expect(try readExpression(definition.body.latex, in: claim.scope) == definition.body)
      }
      for row in claim.scope.assumptions {
        #expect(try readExpression(row.formula.latex, in: claim.scope) == row.formula)
      }
    }
  }

  @Test func velocityClaims() throws {
    let note = try readNote(velocityField, file: "notes/q5.md")
    #expect(note.title == "Dirac GAN")
    #expect(
      note.claims.map(\.id) == [
        "winter2020/q5.1a", "winter2020/q5.1b", "winter2020/q5.1b.2", "winter2020/q5.1b.3",
        "winter2020/q5.1b.4", "winter2020/q5.1b.5",
      ])
    #expect(note.claims.allSatisfy { $0.title == "Velocity field" })
    #expect(note.claims[3].expectation == .wrong(line: 1))
    #expect(note.claims[4].expectation == .proved)
    #expect(note.claims[0].scope.assumptions.map(\.latex) == [#"\gamma > 0"#])
  }

  @Test func dropoutLines() throws {
    let note = try readNote(dropout, file: "a.md")
    let lines = try note.claims[0].content.get()
    #expect(lines.map(\.hint) == ["variance", "independence"])
    #expect(lines.map(\.continuesChain) == [false, true])
    let scope = note.claims[0].scope
    #expect(scope.distributions.count == 1)
    #expect(scope.distributions.first?.independent == true)
    #expect(scope.assumptions.count == 1)
  }
}
