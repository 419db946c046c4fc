import Testing

@testable import Notation

/// SplitMix64: the same inputs on every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct FuzzTests {
  private static let pieces: [String] = [
    "{", "}", "(", ")", "[", "]", "\\left(", "\\right)", "|", "||", "\\|", "^", "_", "'", "&",
    "\\\\", "\\frac", "\\sqrt", "\\sum_", "\\int", "d", "x", "\\begin{pmatrix}", "\\end{pmatrix}",
    "\\begin{aligned}", "\\end{aligned}", "=", "<", "\\in", "\\implies", "\\forall", ":", ",", ".",
    "-", "+", "/", "\\cdot", "1", "99999999999999999999", "\\partial_", "\\nabla", "\\mathbb{E}_",
    "\\sim", "$$", "\\]", "\n", "```", "```given\n", "<!-- id: a -->", "#", "\\text{by ", "\\",
    "\\operatorname{", "\\log", "\\max_", "\\lim_", "\\{", "\\}", "²", "𝔼", "\u{0}", "\u{301}",
    "\\dot", "\\bar", "e^", ":=", "%", "\\left|", "\\pm", "\\mid", "é", "∑", "\r\n",
  ]

  private func mutated(_ text: String, with generator: inout SeededGenerator) -> String {
    var characters = Array(text)
    for _ in 0...Int.random(in: 0..<6, using: &generator) {
      let index = Int.random(in: 0...characters.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        let end = min(characters.count, index + Int.random(in: 1..<8, using: &generator))
        characters.removeSubrange(index..<end)
      case 1:
        let other = Int.random(in: 0..<max(1, characters.count), using: &generator)
        let end = min(characters.count, other + Int.random(in: 1..<40, using: &generator))
        if other < end { characters.insert(contentsOf: characters[other..<end], at: index) }
      default:
        let piece = Self.pieces.randomElement(using: &generator) ?? ""
        characters.insert(contentsOf: piece, at: index)
      }
    }
    return String(characters)
  }

  /// Whatever is written, the reader answers, and what it reads it can print and read again.
  @Test(arguments: 0..<8) func survives(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for round in 0..<250 {
      let text = mutated(allExamples[round % allExamples.count].text, with: &generator)
      for file in ["a.md", "a.tex"] {
        guard let note = try? readNote(text, file: file) else { continue }
        for claim in note.claims {
          guard case .success(let lines) = claim.content else { continue }
          for line in lines {
            let printed = line.statement.latex
            #expect(
              throws: Never.self, "seed \(seed), round \(round): \(line.latex) as \(printed)"
            ) {
              let again = try readExpression(printed, in: claim.scope)
              #expect(
                again == line.statement, "seed \(seed), round \(round): \(line.latex) as \(printed)"
              )
            }
            _ = line.statement.readBack
          }
        }
      }
    }
  }

  @Test(arguments: [
    "(", "{", "[", "|", "||", "\\|", "\\{", "-", "\\sqrt{", "\\frac{", "\\log ", "x^{", "x_{",
    "\\sum_i ", "\\neg ", "\\left(", "a \\implies ", "\\forall x : ", "a+", "a ", "a=", "(a)(",
    "\\begin{pmatrix}", "e^{", "\\mathbb{E}[", "\\partial_a ", "\\int ", "\\bar{", "\\text{", "'",
    "^", "_", "1", ".", "a_{a_{", "\\hat ", "a, ", "a \\iff ", "|a|", "||a", "a'",
  ])
  func survivesRepetition(_ piece: String) throws {
    let scope = try given("a, x : real")
    let clock = ContinuousClock()
    let start = clock.now
    defer { #expect(clock.now - start < .seconds(20), "\(piece) is slow") }
    for count in [10, 300, 1000] {
      let text = String(repeating: piece, count: count)
      _ = try? readExpression(text, in: scope)
      _ = try? readExpression(text + "a", in: scope)
      _ = try? readNote("$$" + text + "$$", file: "a.md")
      _ = try? readNote("```given\n" + text + "\n```\n$$ a = 1 $$", file: "a.md")
    }
  }
}
