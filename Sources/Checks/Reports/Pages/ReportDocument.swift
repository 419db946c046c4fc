/// What a report says, before it is laid out: the results by question, the figures, and what is not
/// proved. Every format is made of this.
public struct ReportDocument: Sendable {
  public let run: RunReport
  /// The seed that every claim's own seed is made from.
  public let seed: UInt64
  public let figures: [FinishedFigure]
  /// What could not be made, one sentence each.
  public let omissions: [String]

  public init(
    run: RunReport, seed: UInt64, figures: [FinishedFigure] = [], omissions: [String] = []
  ) {
    self.run = run
    self.seed = seed
    self.figures = figures
    self.omissions = omissions
  }

  /// The claims of a question of a document, in the order of the bank.
  struct Section: Sendable {
    /// `winter2020/q5`.
    let name: String
    let claims: [ClaimReport]

    /// A name for files and anchors.
    var slug: String { ReportDocument.slug(name) }
    var tally: Tally { Tally(claims) }
  }

  /// How many claims came to what they are expected to.
  struct Tally: Sendable {
    /// Claims stated as true, and how many of them are proved.
    let stated: Int
    let proved: Int
    /// False neighbours, and how many of them are refuted, or repaired where that is expected.
    let neighbours: Int
    let refuted: Int
    /// What is written so that it cannot be read, and is refused.
    let refused: Int
    let unexpected: Int

    init(_ claims: [ClaimReport]) {
      let isNeighbour: (ClaimReport) -> Bool = { [.wrong, .needsAssumption].contains($0.expected) }
      let neighbours = claims.filter(isNeighbour)
      let stated = claims.filter { !isNeighbour($0) && $0.expected != .unreadable }
      refused = claims.count { $0.expected == .unreadable && $0.outcome == .unreadable }
      self.stated = stated.count
      proved = stated.count { $0.outcome == .proved }
      self.neighbours = neighbours.count
      refuted = neighbours.count { $0.outcome == $0.expected }
      unexpected = claims.count { !$0.asExpected }
    }

    /// `proved 121 of 126`.
    var headline: String { "proved \(proved) of \(stated)" }

    var sentence: String {
      "\(headline) claims that are stated as true; refuted \(refuted) of \(neighbours) false "
        + "neighbours; " + (refused == 0 ? "" : "refused \(refused) that cannot be read; ")
        + (unexpected == 0 ? "all as expected" : "\(unexpected) not as expected")
    }
  }

  var tally: Tally { Tally(run.claims) }

  /// One line for a terminal.
  public var summary: String { "\(tally.sentence); \(figures.count) figures" }

  var sections: [Section] {
    var names: [String] = []
    var claims: [String: [ClaimReport]] = [:]
    for claim in run.claims {
      let name = Self.question(of: claim.id)
      if claims[name] == nil { names.append(name) }
      claims[name, default: []].append(claim)
    }
    return names.map { Section(name: $0, claims: claims[$0] ?? []) }
  }

  /// `winter2020/q5` of `winter2020/q5.6/stable`; a letter behind the number belongs to it.
  static func question(of id: String) -> String {
    let parts = id.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count > 1 else { return id }
    var question = String(parts[1].prefix { $0 != "." })
    if question.first == "q", question.dropFirst().first?.isWholeNumber == true {
      question = "q" + question.dropFirst().prefix { $0.isWholeNumber }
    }
    return parts[0] + "/" + question
  }

  static func slug(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isWholeNumber) ? $0 : "-" })
  }

  /// The claims of the run that a figure shows; `answers/q5.4` names all true ones of the question.
  func claims(of figure: FinishedFigure) -> [ClaimReport] {
    run.claims.filter { claim in
      figure.claims.contains { name in
        claim.id == name || (claim.id.hasPrefix(name + "/") && claim.expected == .proved)
      }
    }
  }

  /// Legs that contradict each other, one sentence a claim: the loudest words of a report.
  var disagreements: [String] {
    run.claims.filter { !$0.disagreements.isEmpty }.map { claim in
      "The legs disagree about \(claim.id), \(claim.title): "
        + claim.disagreements.map(\.text).joined(separator: "; ") + "."
    }
  }

  // MARK: What is not proved

  /// The claims without a proof, but for what is refuted or refused as expected.
  var unproved: [ClaimReport] {
    run.claims.filter { claim in
      claim.outcome != .proved
        && !(claim.asExpected && [.wrong, .needsAssumption, .unreadable].contains(claim.outcome))
    }
  }

  /// What even a report without any such claim does not prove.
  var reservations: [String] {
    let rows = Set(run.claims.flatMap(\.axioms))
    let cited = Set(run.claims.flatMap(\.citedAxioms))
    let standing = run.claims.count { !$0.assumptions.standing.isEmpty }
    let sampled = run.claims.count { $0.evidence.monteCarlo?.verdict != nil }
    let modelled = run.claims.count { $0.evidence.model?.verdict != nil }
    return [
      "The proofs rest on \(rows.count) rows of the axiom table, "
        + (cited.isEmpty
          ? "none of them a theorem that is only cited."
          : "\(cited.count) of them theorems that are only cited: "
            + cited.sorted().joined(separator: ", ") + "."),
      "\(standing) claims use standing assumptions, which nobody writes: that displayed integrals "
        + "exist, and what the written assumptions need to make sense.",
      "A refutation rests on an evaluation at one instance and on a second, separate evaluator.",
      "Samples (\(sampled) claims) and models (\(modelled) claims) can contradict a claim and never "
        + "prove one.",
    ]
  }
}
