import Foundation
import Testing

@testable import Notation

/// The formulas of a page: well-formed, with the structure that was written.
@Suite("MathML")
struct MathMLTests {
  /// A formula, and a part of its markup that must be there.
  struct Case: Sendable, CustomTestStringConvertible {
    let latex: String
    let markup: String
    var testDescription: String { latex }
  }

  static let cases = [
    Case(latex: "\\frac12", markup: "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
    Case(latex: "x^2", markup: "<msup><mi>x</mi><mn>2</mn></msup>"),
    Case(latex: "x^{10}_i", markup: "<msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup>"),
    Case(latex: "f'(t)", markup: "<msup><mi>f</mi><mi mathvariant=\"normal\">′</mi></msup>"),
    Case(latex: "\\psi_0", markup: "<msub><mi>ψ</mi><mn>0</mn></msub>"),
    Case(latex: "\\Gamma", markup: "<mi mathvariant=\"normal\">Γ</mi>"),
    Case(latex: "\\mathbb{E}", markup: "<mi mathvariant=\"normal\">𝔼</mi>"),
    Case(latex: "\\mathcal{L}", markup: "ℒ"),
    Case(latex: "\\mathbf{x}", markup: "𝐱"),
    Case(latex: "\\sqrt[3]{x}", markup: "<mroot><mi>x</mi><mn>3</mn></mroot>"),
    Case(latex: "\\hat{y}", markup: "<mover accent=\"true\"><mi>y</mi>"),
    Case(latex: "a < b & c", markup: "&lt;"),
    Case(latex: "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", markup: "<mtable>"),
    Case(latex: "\\left| x \\right|", markup: "fence=\"true\""),
    Case(latex: "\\operatorname{diag}(x)", markup: "<mi>diag</mi>"),
    Case(latex: "\\notacommand x", markup: "<mtext>\\notacommand</mtext>"),
    Case(latex: "x = -1", markup: "<mo form=\"prefix\">−</mo>"),
    Case(latex: "x - 1", markup: "<mo form=\"infix\">−</mo>"),
    Case(latex: "Xᵀ", markup: "⊤"),
  ]

  @Test("a construct has its element", arguments: cases)
  func construct(_ example: Case) throws {
    let markup = MathML.element(example.latex)
    #expect(markup.contains(example.markup), "\(markup)")
    try expectWellFormed(markup)
  }

  @Test("bounds stand below and above in a display only")
  func limits() {
    let latex = "\\sum_{i=1}^{n} x_i"
    #expect(MathML.element(latex, isDisplay: true).contains("<munderover>"))
    #expect(MathML.element(latex).contains("<msubsup>"))
    #expect(MathML.element("\\int_0^1 x", isDisplay: true).contains("<msubsup>"))
  }

  @Test("the LaTeX is kept as an annotation")
  func annotation() {
    let markup = MathML.element("a < b")
    #expect(
      markup.contains("<annotation encoding=\"application/x-tex\">a &lt; b</annotation>"))
  }

  static let broken = [
    "", "}", "{", "\\", "^", "_", "'", "\\frac", "\\frac{1}", "\\left(", "\\right)", "\\end{x}",
    "\\begin{pmatrix}", "\\begin{", "&&&", "\\\\\\\\", "\\sqrt[", "x_", "x^^2", "\\Big", "%",
    "a % b", "\\text{", "\\operatorname", "\u{1}", String(repeating: "{", count: 5000),
    String(repeating: "\\left(", count: 3000), String(repeating: "x_{", count: 3000),
  ]

  @Test("what is no formula still gives a well-formed element", arguments: broken)
  func total(_ latex: String) throws {
    try expectWellFormed(MathML.element(latex, isDisplay: true))
  }

  @Test("formulas with characters left out or exchanged give well-formed elements and parts")
  func mutilated() throws {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let signs = Array("{}\\^_'&()|[]%$ab1=+-, ")
    let seeds =
      Self.cases.map(\.latex) + [
        "\\begin{aligned} a &= b \\\\ &\\le \\left( \\frac{x}{y} \\right)^2 && \\text{by b} \\end{aligned}",
        "\\mathbb{E}_{x \\sim p}\\Big[\\|x\\|^2\\Big] = \\sum_{i=1}^n \\sqrt{x_i}",
      ]
    for round in 0..<2000 {
      var text = Array(seeds[round % seeds.count])
      for _ in 0...random(4) where !text.isEmpty {
        let place = random(text.count)
        if random(2) == 0 {
          text.remove(at: place)
        } else {
          text[place] = signs[random(signs.count)]
        }
      }
      try expectWellFormed(MathML.element(String(text), isDisplay: true))
      for part in MathML.parts(String(text)) { try expectWellFormed(part) }
    }
  }

  @Test("a display is broken before relations and sums, not within brackets or norms")
  func parts() {
    #expect(MathML.parts("a + b = c - d").count == 4)
    #expect(MathML.parts("\\|a + b\\| = (c - d)").count == 2)
    #expect(MathML.parts("\\log p(x|z) = -x").count == 2)
    #expect(MathML.parts("\\left( a + b \\right)").count == 1)
    #expect(MathML.parts("a \\\\ b").count == 1)
    let annotations = MathML.parts("a + b = c").filter { $0.contains("<annotation") }
    #expect(annotations.count == 1 && annotations[0].contains(">a + b = c</annotation>"))
  }

  @Test("every display of the notes is well-formed and has no unknown command")
  func notes() throws {
    let files = try #require(FileManager.default.enumerator(atPath: "notes"))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".md") && $0.contains("/") }
    var count = 0
    for file in files where !file.hasPrefix("decisions") {
      let text = try String(contentsOfFile: "notes/" + file, encoding: .utf8)
      for claim in try readNote(text, file: file).claims {
        let markup = MathML.element(claim.latex, isDisplay: true)
        try expectWellFormed(markup)
        #expect(!markup.contains("<mtext>\\"), "\(claim.id): \(claim.latex)")
        count += 1
      }
    }
    #expect(count > 100)
  }

  /// Every element that is opened is closed, in order.
  private func expectWellFormed(_ markup: String) throws {
    var open: [Substring] = []
    var rest = markup[...]
    while let start = rest.firstIndex(of: "<") {
      let end = try #require(rest[start...].firstIndex(of: ">"), "an open tag in \(markup)")
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        #expect(open.popLast() == tag.dropFirst(), "\(markup)")
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
      }
    }
    #expect(open.isEmpty, "\(open)")
    #expect(!markup.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
  }
}
