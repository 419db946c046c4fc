import Testing

@testable import Notation

@Suite struct FilesTests {
  private func refusal(_ text: String, _ file: String = "a.md") -> ReadingError? {
    do throws(ReadingError) {
      let note = try readNote(text, file: file)
      for claim in note.claims { if case .failure(let error) = claim.content { return error } }
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ("$$ 1 = \n  \\foo $$", 2, 3), ("prose $x$ then\n\\[ 1 = y \\]", 2, 8),
    ("```given\nx : real\n  y : rael\n```", 3, 7),
    ("```given\nx : real, x > zeta\n```", 2, 15),
    ("# A\n\n$$\n\\begin{aligned}\n1 &= 1 \\\\\n  &= (2\n\\end{aligned}\n$$", 6, 6),
    ("```given\nγ : real\n```\n$$ γ² = ² $$", 4, 9), ("$$ 1 = 1 } $$", 1, 10),
    ("$$ \\text{by magic $$", 1, 4), ("$$ 1 = \\left( 2 \\right] $$", 1, 17),
  ])
  func places(_ text: String, _ line: Int, _ column: Int) throws {
    let error = try #require(refusal(text))
    #expect(error.place == Place(file: "a.md", line: line, column: column), "\(error)")
  }

  @Test func sectionsEndWhatTheyDeclare() throws {
    let text = """
      # Sheet
      ```given
      x : real, x > 0
      ```
      ## One
      ```given
      y : real, y = x
      x_1 : real
      ```
      $$ y = x $$
      ### Deeper
      $$ y > 0 $$
      ## Two
      ```given
      x : complex
      ```
      $$ x = x $$
      $$ y = 1 $$
      """
    let note = try readNote(text, file: "notes/sheet.md")
    #expect(note.claims.map(\.id) == ["sheet/1", "sheet/2", "sheet/3", "sheet/4"])
    #expect(note.claims.map(\.title) == ["One", "Deeper", "Two", "Two"])
    #expect(note.claims[1].scope.assumptions.count == 2)
    // A new x takes the assumption on the old one with it.
    #expect(note.claims[2].scope.assumptions.isEmpty)
    #expect(note.claims[2].scope.declaration(of: "x")?.type == .complex)
    #expect(throws: ReadingError.self) { try note.claims[3].content.get() }
  }

  @Test func latexFile() throws {
    let text = #"""
      \documentclass{article}
      %given z : nonsense
      \begin{document}
      \section{One} % a remark: $$ 1 = 0 $$
      %given x : real
      %given f(t) := t^2
      % id: my/claim
      % expect: wrong at line 2
      \begin{align*}
        f(x) &= x \cdot x && \text{by definition} \\ % 5 = 6
             &= x^3. \label{eq:a}
      \end{align*}
      \subsection{Two}
      \begin{equation}\label{b} \begin{split} x + 1 &= 1 \\ &\quad + x \end{split} \end{equation}
      \begin{verbatim}
      $$ 1 = 2 $$
      \end{verbatim}
      \end{document}
      $$ 0 = 1 $$
      """#
    let note = try readNote(text, file: "paper.tex")
    #expect(note.claims.map(\.id) == ["my/claim", "paper/2"])
    #expect(note.claims.map(\.title) == ["One", "Two"])
    #expect(note.claims[0].expectation == .wrong(line: 2))
    let lines = try note.claims[0].content.get()
    #expect(lines.map(\.statement.readBack) == ["f(x) = (x · x)", "(x · x) = (x^3)"])
    #expect(lines[0].hint == "definition")
    #expect(lines[1].place == Place(file: "paper.tex", line: 11, column: 9))
    let second = try note.claims[1].content.get()
    #expect(second.map(\.statement.readBack) == ["(x + 1) = (1 + x)"])
  }

  @Test func chains() throws {
    let note = try readNote(
      #"""
      ```given
      a, b, c : real
      ```
      $$ a = b \le c $$
      $$ \begin{aligned} a &= b, \\ c &= a = b, \\ \implies b &= c \\ \iff a &= b \end{aligned} $$
      $$ \begin{aligned} a &= b \\ &\implies b = a \\ &\implies c = c \end{aligned} $$
      $$ s := a + b $$
      $$ s = a + b $$
      """#, file: "a.md")
    let all = note.claims.map { try? $0.content.get().map(\.statement.readBack) }
    #expect(all[0] == ["a = b", "b ≤ c"])
    #expect(all[1] == nil)
    #expect(all[2] == ["(a = b) ⇒ (b = a)", "(b = a) ⇒ (c = c)"])
    #expect(all[3] == ["s = (a + b)"])
    #expect(note.claims.count == 4)
  }

  @Test func strictAndComments() throws {
    let scope = try given("# words\n  % more\nx : real; strict\ny : ℝ^3\nB : ℝ^{2×3}\n")
    #expect(scope.strict)
    #expect(scope.declarations.map(\.name) == ["x", "y", "B"])
  }

  @Test func substitution() throws {
    let scope = try given("x, y, z : real; w : real[3]; j : index 3")
    let e = try readExpression(#"x + \sum_{j=1}^3 w_j y"#, in: scope)
    #expect(e.freeSymbols == ["x", "y", "w"])
    let one = try readExpression("z + 1", in: scope)
    #expect(
      e.substituting(["x": one, "y": one])?.readBack
        == "(z + 1) + (Σ[j = 1 … 3] (w[j] · (z + 1)))")
    let captured = try readExpression("w_j", in: scope)
    #expect(e.substituting(["y": captured]) == nil)
    #expect(e.substituting(["x": captured]) != nil)
    #expect(try readExpression(#"\partial_x x^2"#, in: scope).substituting(["x": one]) == nil)
  }
}
