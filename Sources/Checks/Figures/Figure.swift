import Foundation

/// A figure before it is drawn: commands for gnuplot, and the numbers that they plot.
public struct Figure: Sendable {
  /// A name for files and anchors.
  public let name: String
  public let title: String
  /// What is claimed and seen, the parameters and the seed.
  public let caption: String
  /// The ids of the claims that it shows, or questions such as `answers/q5.4`.
  public let claims: [String]
  /// In pixels of the screen.
  public let width: Int
  public let height: Int
  /// Blocks of rows of numbers; an empty row makes a gap in a line.
  let data: [(name: String, rows: [[Double]])]
  /// The commands that plot the blocks, without terminal and output.
  let commands: String

  /// The whole script: data, then the plot as SVG and as PNG.
  var script: String {
    let blocks = data.map { block in
      let rows = block.rows.map { row in
        row.map { $0.isFinite ? String(format: "%.7g", $0) : "NaN" }.joined(separator: " ")
      }
      return "$\(block.name) << EOD\n\(rows.joined(separator: "\n"))\nEOD\n"
    }
    let outputs = [
      ("svg", "svg size \(width),\(height) font \"Liberation Sans,14\" background \"#ffffff\""),
      (
        "png",
        "pngcairo size \(2 * width),\(2 * height) fontscale 2 linewidth 2 pointscale 2 font \"Liberation Sans,11\""
      ),
    ].map { suffix, terminal in
      "reset\nset terminal \(terminal)\nset output \"\(name).\(suffix)\"\n"
        + "set encoding utf8\n\(Self.palette)\n\(commands)\nset output\n"
    }
    return "# gnuplot \(name).gp draws \(name).svg and \(name).png\n" + blocks.joined()
      + outputs.joined()
  }

  /// Colours that people with colour blindness can tell apart.
  ///
  /// Source: M. Okabe, K. Ito, Color universal design, 2008.
  private static let palette = """
    set linetype 1 linecolor rgb "#0072b2" linewidth 2 pointtype 7
    set linetype 2 linecolor rgb "#d55e00" linewidth 2 pointtype 7
    set linetype 3 linecolor rgb "#009e73" linewidth 2 pointtype 7
    set linetype 4 linecolor rgb "#cc79a7" linewidth 2 pointtype 7
    set linetype 5 linecolor rgb "#e69f00" linewidth 2 pointtype 7
    set linetype 6 linecolor rgb "#56b4e9" linewidth 2 pointtype 7
    set linetype 7 linecolor rgb "#000000" linewidth 2 pointtype 7
    set border 3 linecolor rgb "#555555"
    set tics nomirror textcolor rgb "#222222"
    set grid linecolor rgb "#dddddd"
    set key noautotitle Left reverse samplen 2
    """
}

/// A figure that was drawn, or that could not be.
public struct FinishedFigure: Sendable {
  public let name: String
  public let title: String
  public let caption: String
  public let claims: [String]
  public let width: Int
  public let height: Int
  /// The files beside the page: pictures, and the script with its data.
  public let svg: Data?
  public let png: Data?
  public let script: String?

  /// A figure drawn by gnuplot; the pictures are absent where it is missing.
  init(_ figure: Figure, svg: Data?, png: Data?) {
    name = figure.name
    title = figure.title
    caption = figure.caption
    claims = figure.claims
    width = figure.width
    height = figure.height
    (self.svg, self.png, script) = (svg, png, figure.script)
  }
}

/// Figures of the report that are made together: what they belong to, and how they are made.
struct FigureBuilder: Sendable {
  /// The questions whose report shows them: `winter2020/q5`.
  let questions: [String]
  /// - Parameter bank: the notes, whose formulas make the predictions.
  let figures: @Sendable (_ bank: Bank, _ seed: UInt64) throws -> [Figure]

  init(
    questions: [String],
    figures: @escaping @Sendable (_ bank: Bank, _ seed: UInt64) throws -> [Figure]
  ) {
    (self.questions, self.figures) = (questions, figures)
  }

  /// One figure.
  init(
    questions: [String],
    figure: @escaping @Sendable (_ bank: Bank, _ seed: UInt64) throws -> Figure
  ) {
    self.init(questions: questions, figures: { [try figure($0, $1)] })
  }
}

/// The figures of the report.
public enum Figures {
  /// In the order of the report; a new figure is a row here.
  static let all: [FigureBuilder] = games + inference + learning + images

  /// The figures of the questions of these claims, drawn on all cores; without gnuplot, or where it
  /// fails, one sentence says so.
  public static func finished(
    for claims: [ClaimReport], bank: Bank, seed: UInt64
  ) -> (figures: [FinishedFigure], omissions: [String]) {
    let questions = Set(claims.map { ReportDocument.question(of: $0.id) })
    let builders = all.filter { !questions.isDisjoint(with: $0.questions) }
    let gnuplot = Gnuplot()
    let results = Runner.values(builders.count) {
      index -> Result<[FinishedFigure], any Error> in
      Result {
        try builders[index].figures(bank, seed).map { figure in
          let pictures = try gnuplot?.draw(figure)
          return FinishedFigure(figure, svg: pictures?.svg, png: pictures?.png)
        }
      }
    }
    var omissions: [String] = []
    if gnuplot == nil, !builders.isEmpty {
      omissions.append(
        "gnuplot is not installed (Debian: gnuplot-nox), so figures are scripts with their data "
          + "and no pictures.")
    }
    var figures: [FinishedFigure] = []
    for result in results {
      switch result {
      case .success(let finished): figures += finished
      case .failure(let error): omissions.append("A figure is missing: \(error).")
      }
    }
    return (figures, omissions)
  }
}
