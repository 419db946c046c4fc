import Notation

/// What there is, and how it was read.
public enum Listing {
  /// One line per claim: its id, what it is expected to come to, its title.
  public static func text(_ bank: Bank) -> String {
    var result = ""
    for note in bank.notes {
      result += "\(note.file): \(note.title)\n"
      for claim in note.claims {
        let id =
          claim.id.count < 40
          ? claim.id + String(repeating: " ", count: 40 - claim.id.count) : claim.id + " "
        let expected =
          claim.expectation.outcome == .proved
          ? "" : " (expected: \(claim.expectation.outcome.text))"
        result += "  \(id)\(claim.title)\(expected)\n"
      }
    }
    return result
  }

  public static func json(_ bank: Bank) -> String {
    let claims = bank.notes.flatMap(\.claims).map { claim in
      JSON.object([
        ("id", .string(claim.id)), ("title", .string(claim.title)),
        ("file", .string(claim.place.file)),
        ("expected", .string(claim.expectation.outcome.rawValue)),
      ])
    }
    return JSON.object([("version", .integer(1)), ("claims", .array(claims))]).text() + "\n"
  }

  /// How each line of a claim was understood, fully bracketed, with the shape of its two sides.
  public static func readBack(_ claim: Claim) -> String {
    switch claim.content {
    case .failure(let error): return "\(claim.id)\n  \(error)\n"
    case .success(let lines):
      let elaborator = try? Elaborator(scope: claim.scope)
      var result = "\(claim.id)\n"
      for line in lines {
        result += "  line \(line.number): \(line.statement.readBack)\n"
        if case .relation(_, let left, let right) = line.statement.form,
          let shape = elaborator?.shape(of: left) ?? elaborator?.shape(of: right)
        {
          result += "    between values that are each \(shape)\n"
        }
      }
      return result
    }
  }
}
