/// The report in LaTeX: a document, and for each question a file for `\input` that needs the packages
/// amsmath, amssymb, booktabs, longtable and array, and no macros of its own.
struct LaTeXPages {
  let document: ReportDocument

  /// `report.tex`.
  var text: String {
    let rows = document.sections.map { section in
      let tally = section.tally
      return "\(escaped(section.name)) & \(tally.proved) of \(tally.stated) & "
        + "\(tally.refuted) of \(tally.neighbours) & \(tally.unexpected) \\\\"
    }
    let unproved = document.unproved.map {
      "\\item \(escaped($0.title)) (\(escaped($0.verdict)))"
        + ($0.reason.map { ": " + escaped($0) } ?? "")
    }
    let rest = (document.reservations + document.omissions).map { "\\item \(escaped($0))" }
    let first =
      unproved.isEmpty ? ["\\item Every claim that is stated as true is proved."] : unproved
    return """
      \\documentclass[a4paper]{article}
      \\usepackage[margin=2.2cm]{geometry}
      \\usepackage[utf8]{inputenc}
      \\usepackage{amsmath,amssymb,booktabs,longtable,array,graphicx}
      \\setlength{\\emergencystretch}{3em}
      \\setcounter{MaxMatrixCols}{30}
      \\begin{document}
      \\section*{Checked derivations}
      \(escaped(document.tally.sentence)). Seed \(document.seed).

      \(document.disagreements.map { "\\textbf{\\large \(escaped($0))}\n\n" }.joined())\
      \\subsection*{What is not proved}
      \\begin{itemize}
      \((first + rest).joined(separator: "\n"))
      \\end{itemize}

      \\begin{longtable}{lrrr}
      \\toprule
      Question & Proved & False neighbours refuted & Not as expected \\\\
      \\midrule
      \\endhead
      \\bottomrule
      \\endfoot
      \(rows.joined(separator: "\n"))
      \\end{longtable}

      \(document.figures.filter { $0.png != nil }.map(figure).joined(separator: "\n"))
      \(document.sections.map { "\\input{latex/\($0.slug)}" }.joined(separator: "\n"))
      \\end{document}

      """
  }

  private func escaped(_ text: String) -> String { LaTeXText.escaped(text) }

  private func figure(_ figure: FinishedFigure) -> String {
    """
    \\begin{figure}[p]
    \\centering
    \\includegraphics[width=\\linewidth]{figures/\(figure.name).png}
    \\caption{\(escaped(figure.title)). \(escaped(figure.caption))\(names(figure))}
    \\end{figure}
    """
  }

  private func names(_ figure: FinishedFigure) -> String {
    let claims = document.claims(of: figure).map { "\\texttt{\(escaped($0.id))}" }
    return claims.isEmpty ? "" : " Claims: \(claims.joined(separator: ", "))."
  }

  // MARK: A question

  func question(_ section: ReportDocument.Section) -> String {
    let rows = section.claims.map { claim in
      let statement =
        claim.lines.isEmpty
        ? escaped(claim.statement) : claim.lines.map { cell($0, in: claim) }.joined(separator: " ")
      return "\(escaped(claim.title)) & \(statement) & \(escaped(claim.verdict)) & "
        + "\(escaped(claim.shortLegs)) \\\\"
    }
    return """
      % Needs amsmath, amssymb, booktabs, longtable and array.
      \\section*{\(escaped(section.name)): \(section.tally.headline)}
      {\\small\\setlength{\\tabcolsep}{4pt}
      \\begin{longtable}{@{}>{\\raggedright\\arraybackslash}p{.2\\linewidth}\
      >{\\raggedright\\arraybackslash}p{.46\\linewidth}>{\\raggedright\\arraybackslash}p{.13\\linewidth}\
      >{\\raggedright\\arraybackslash}p{.15\\linewidth}@{}}
      \\toprule
      Claim & Statement & Outcome & Legs \\\\
      \\midrule
      \\endhead
      \\bottomrule
      \\endfoot
      \(rows.joined(separator: "\\addlinespace\n"))
      \\end{longtable}}
      \(section.claims.map(claim).joined(separator: "\n"))

      """
  }

  /// A line in a cell; the relations of one row stand there once.
  private func cell(_ line: LineReport, in claim: ClaimReport) -> String {
    if line.number > 1, claim.lines.indices.contains(line.number - 2),
      claim.lines[line.number - 2].latex == line.latex
    {
      return ""
    }
    return fitted(line.formula) + "\\par"
  }

  private func claim(_ claim: ClaimReport) -> String {
    var parts = [
      "\\subsection*{\(escaped(claim.title))}",
      "\\noindent\\texttt{\(escaped(claim.id))}: \\textbf{\(escaped(claim.verdict))}. "
        + (claim.reason.map(escaped) ?? ""),
    ]
    if claim.lines.isEmpty {
      parts.append("\\begin{quote}\\ttfamily\\raggedright \(escaped(claim.statement))\\end{quote}")
    } else {
      let rows = claim.lines.map { line in
        let relative = line.relativeTo.map { ", relative to line \($0)" } ?? ""
        let formula = cell(line, in: claim)
        return "\(line.number) & \(formula.isEmpty ? "the next relation of this row" : formula) & "
          + "\(line.outcome.text)\(relative) & \(ground(line)) \\\\"
      }
      parts.append(
        """
        \\nopagebreak
        {\\small\\setlength{\\tabcolsep}{4pt}
        \\begin{longtable}{@{}r>{\\raggedright\\arraybackslash}p{.46\\linewidth}\
        >{\\raggedright\\arraybackslash}p{.13\\linewidth}>{\\raggedright\\arraybackslash}p{.31\\linewidth}@{}}
        \\toprule
        & Line & Outcome & Why \\\\
        \\midrule
        \\endhead
        \\bottomrule
        \\endfoot
        \(rows.joined(separator: "\\addlinespace\n"))
        \\end{longtable}}
        """)
    }
    let facts = (claim.legs + claim.grounds).map { fact in
      "\\item[\(fact.name)] \(value(fact.value))"
    }
    parts.append(
      "{\\small\\raggedright\\begin{description}\\setlength{\\itemsep}{0pt}\n"
        + facts.joined(separator: "\n") + "\n\\end{description}}")
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// As it is where it fits, else broken over lines.
  private func fitted(_ latex: String) -> String {
    let whole = LaTeXText.formula(latex)
    let parts = LaTeXText.breakable(latex)
    // The braces keep the `&` of matrices from ending a cell of the table around.
    return "{\\setbox0\\hbox{$\\displaystyle \(whole)$}"
      + "\\ifdim\\wd0>\\hsize $\(parts)$\\else$\\displaystyle \(whole)$\\fi}"
  }

  private func ground(_ line: LineReport) -> String {
    var parts: [String] = []
    if let ground = line.ground { parts.append(escaped(ground)) }
    if let c = line.counterexample {
      let values = c.order.map {
        "$\(LaTeXText.formula($0))$ = \(escaped(c.assignment[$0] ?? "?"))"
      }
      let place = values.isEmpty ? "" : "At \(values.joined(separator: ", ")): "
      let note = c.note.map { " (\(escaped($0)))" } ?? ""
      parts.append(
        "\(place)left \(LaTeXText.phrase(Phrase(value: c.left))), right "
          + "\(LaTeXText.phrase(Phrase(value: c.right)))\(note)")
    }
    if !line.missing.isEmpty {
      let sets = line.missing.map { set in
        set.map { "$\(LaTeXText.formula($0))$" }.joined(separator: " and ")
      }
      parts.append("It holds if \(sets.joined(separator: ", or if ")).")
    }
    return parts.joined(separator: "\\par ")
  }

  private func value(_ value: Fact.Value) -> String {
    switch value {
    case .text(let text): escaped(text)
    case .names(let names): names.map(escaped).joined(separator: ", ")
    case .phrases(let phrases): phrases.map(LaTeXText.phrase).joined(separator: "; ")
    }
  }
}
