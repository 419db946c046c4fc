import Foundation
import Notation

/// The report as one page of HTML that needs nothing else: formulas are MathML, figures are inside.
struct HTMLPage {
  let document: ReportDocument

  var text: String {
    let title = "Checked derivations: \(document.tally.headline)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <a class="skip" href="#claims">Skip to the claims</a>
      <header>
      <h1>Checked derivations</h1>
      <p class="headline">\(escaped(document.tally.sentence)).</p>
      <p class="counts">\(counts)</p>
      <p>Seed \(document.seed). The times of this run are in <code>times.csv</code>, beside this page.</p>
      </header>
      <main>
      \(document.disagreements.map { "<p class=\"loud\">\(escaped($0))</p>" }.joined())
      \(notProved)
      <nav aria-labelledby="questions-title">
      <h2 id="questions-title">Questions</h2>
      \(overview)
      </nav>
      \(figures)
      <div id="claims">
      \(document.sections.map(section).joined(separator: "\n"))
      </div>
      </main>
      </body>
      </html>

      """
  }

  private func escaped(_ text: String) -> String { MathML.escaped(text) }

  private var counts: String {
    let s = document.run.summary
    let rows: [(String, Int)] = [
      ("proved", s.proved), ("wrong", s.wrong), ("needs assumption", s.needsAssumption),
      ("tested", s.tested), ("undecided", s.undecided), ("unreadable", s.unreadable),
    ]
    return rows.filter { $0.1 > 0 }.map { name, count in
      "<span class=\"badge \(ReportDocument.slug(name))\">\(count) \(name)</span>"
    }.joined(separator: " ")
  }

  private var notProved: String {
    let claims = document.unproved.map { claim in
      let reason = claim.reason.map { ": " + $0 } ?? ""
      return "<li><a href=\"#\(escaped(claim.id))\">\(escaped(claim.title))</a> "
        + "(\(escaped(claim.verdict)))\(escaped(reason))</li>"
    }
    let all =
      claims.isEmpty
      ? "<p>Every claim that is stated as true is proved.</p>"
      : "<p>Claims without a proof:</p><ul>\(claims.joined())</ul>"
    let rest = (document.reservations + document.omissions).map { "<li>\(escaped($0))</li>" }
    return """
      <section class="box" aria-labelledby="not-proved">
      <h2 id="not-proved">What is not proved</h2>
      \(all)
      <ul>\(rest.joined())</ul>
      </section>
      """
  }

  private var overview: String {
    let rows = document.sections.map { section in
      let tally = section.tally
      let name = escaped(section.name).replacing("/", with: "/<wbr>")
      return "<tr><th scope=\"row\"><a href=\"#\(section.slug)\">\(name)</a></th>"
        + "<td>\(tally.proved) of \(tally.stated)</td>"
        + "<td>\(tally.refuted) of \(tally.neighbours)</td><td>\(tally.unexpected)</td></tr>"
    }
    return """
      <table class="overview">
      <caption>Claims that are stated as true and proved, false neighbours that are refuted, and \
      claims that are not as expected.</caption>
      <thead><tr><th scope="col">Question</th><th scope="col">Proved</th>\
      <th scope="col">Refuted</th><th scope="col">Unexpected</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody>
      </table>
      """
  }

  private var figures: String {
    let shown = document.figures.compactMap { figure -> String? in
      guard let svg = figure.svg else { return nil }
      let image = svg.base64EncodedString()
      return """
        <figure id="figure-\(figure.name)">
        <div class="scroll" tabindex="0" role="group" aria-label="picture">
        <img src="data:image/svg+xml;base64,\(image)" alt="\(escaped(figure.title))" \
        width="\(figure.width)" height="\(figure.height)">
        </div>
        <figcaption><strong>\(escaped(figure.title)).</strong> \(escaped(figure.caption)) \
        \(claimLinks(figure))</figcaption>
        </figure>
        """
    }
    guard !shown.isEmpty else { return "" }
    return """
      <section aria-labelledby="figures-title">
      <h2 id="figures-title">Figures</h2>
      <div class="figures">
      \(shown.joined(separator: "\n"))
      </div>
      </section>
      """
  }

  private func claimLinks(_ figure: FinishedFigure) -> String {
    let links = document.claims(of: figure).map { claim in
      "<a href=\"#\(escaped(claim.id))\"><code>\(escaped(claim.id))</code></a>"
    }
    return links.isEmpty ? "" : "Claims: \(links.joined(separator: ", "))."
  }

  // MARK: Claims

  private func section(_ section: ReportDocument.Section) -> String {
    """
    <section aria-labelledby="\(section.slug)">
    <h2 id="\(section.slug)">\(escaped(section.name)): \(section.tally.headline)</h2>
    \(section.claims.map(claim).joined(separator: "\n"))
    </section>
    """
  }

  private func claim(_ claim: ClaimReport) -> String {
    var parts: [String] = []
    if claim.statement.isEmpty || claim.outcome == .unreadable {
      parts.append("<pre tabindex=\"0\">\(escaped(claim.statement))</pre>")
    } else {
      parts.append(formula(claim.statement, isDisplay: true))
    }
    if let reason = claim.reason { parts.append("<p class=\"reason\">\(escaped(reason))</p>") }
    if claim.hasSeveralLines { parts.append(lines(claim)) }
    if !claim.hasSeveralLines, let line = claim.lines.first {
      parts += ground(line).map { "<p>\($0)</p>" }
    }
    let facts = (claim.legs + claim.grounds).map { fact in
      "<dt>\(fact.name)</dt><dd>\(value(fact.value))</dd>"
    }
    parts.append(
      """
      <details><summary>Evidence, assumptions, axioms</summary>
      <dl>\(facts.joined(separator: "\n"))
      <dt>File</dt><dd><code>\(escaped(claim.file))</code></dd>
      <dt>LaTeX</dt><dd><pre tabindex="0">\(escaped(claim.statement))</pre></dd></dl></details>
      """)
    return """
      <article class="claim\(claim.asExpected ? "" : " unexpected")" id="\(escaped(claim.id))">
      <h3>\(escaped(claim.title)) <span class="badge \(ReportDocument.slug(claim.outcome.text))">\
      \(escaped(claim.verdict))</span></h3>
      <p class="id"><a href="#\(escaped(claim.id))"><code>\(escaped(claim.id))</code></a></p>
      \(parts.joined(separator: "\n"))
      </article>
      """
  }

  private func lines(_ claim: ClaimReport) -> String {
    var last = ""
    let rows = claim.lines.map { line -> String in
      let shown =
        line.formula == last
        ? "<em>the next relation of this row</em>" : formula(line.formula, isDisplay: true)
      last = line.formula
      let relative = line.relativeTo.map { ", relative to line \($0)" } ?? ""
      return "<tr><td>\(line.number)</td><td>\(shown)</td><td><span class=\"badge "
        + "\(ReportDocument.slug(line.outcome.text))\">\(line.outcome.text)</span>\(relative)</td>"
        + "<td>\(ground(line).joined(separator: "<br>"))</td></tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="lines of \(escaped(claim.id))">
      <table class="lines"><thead><tr><th scope="col">Line</th><th scope="col">Formula</th>\
      <th scope="col">Outcome</th><th scope="col">Why</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }

  /// Why a line is what it is: rule or reason, counterexample, repairs.
  private func ground(_ line: LineReport) -> [String] {
    var parts: [String] = []
    if let ground = line.ground { parts.append(escaped(ground)) }
    if let c = line.counterexample {
      let values = c.order.map { "\(MathML.element($0)) = \(escaped(c.assignment[$0] ?? "?"))" }
      let place = values.isEmpty ? "" : "At \(values.joined(separator: ", ")): "
      let note = c.note.map { " (\(escaped($0)))" } ?? ""
      parts.append(
        "<span class=\"counterexample\">\(place)left \(phrase(Phrase(value: c.left))), right "
          + "\(phrase(Phrase(value: c.right)))\(note)</span>")
    }
    if !line.missing.isEmpty {
      let sets = line.missing.map { set in
        set.map { MathML.element($0) }.joined(separator: " and ")
      }
      parts.append("It holds if \(sets.joined(separator: ", or if ")).")
    }
    return parts
  }

  /// A formula; in a display it has a box of its own, is broken in front of relations and signs, and
  /// scrolls where a part is wider than the page.
  private func formula(_ latex: String, isDisplay: Bool = false) -> String {
    guard isDisplay else { return MathML.element(latex) }
    let parts = MathML.parts(latex)
    return "<div class=\"formula\(parts.count > 1 ? " parts" : "")\" tabindex=\"0\" role=\"group\" "
      + "aria-label=\"formula\">\(parts.joined())</div>"
  }

  private func value(_ value: Fact.Value) -> String {
    switch value {
    case .text(let text): return escaped(text)
    case .names(let names): return names.map { escaped($0) }.joined(separator: ", ")
    case .phrases(let phrases):
      return "<ul>"
        + phrases.map { "<li><div class=\"scroll\" tabindex=\"0\">\(phrase($0))</div></li>" }
        .joined()
        + "</ul>"
    }
  }

  private func phrase(_ phrase: Phrase) -> String {
    phrase.parts.map { part in
      switch part {
      case .formula(let latex): MathML.element(latex)
      case .words(let words): escaped(words)
      case .term(let term): "<code>\(escaped(term))</code>"
      }
    }.joined(separator: " ")
  }
}
