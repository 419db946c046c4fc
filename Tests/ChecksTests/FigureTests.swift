import Foundation
import Testing

@testable import Checks

/// The figures of the report, each built from the notes and drawn where gnuplot is installed.
@Suite("Figures")
struct FigureTests {
  static let isDrawing = Gnuplot() != nil

  /// All figures of seed 0: some of them train models, and are made once.
  static let made = Result { try Figures.all.map { try $0.figures(Bank(), 0) } }

  @Test(
    "every figure can be built, with a caption that names its seed", arguments: Figures.all.indices)
  func builds(_ index: Int) throws {
    let figures = try Self.made.get()[index]
    #expect(!Figures.all[index].questions.isEmpty)
    for figure in figures {
      #expect(!figure.claims.isEmpty)
      #expect(
        figure.caption.contains("seed 0") || figure.caption.contains("no random numbers")
          || figure.caption.contains("No random numbers"))
      for block in figure.data {
        #expect(!block.rows.isEmpty, "\(block.name)")
        #expect(figure.commands.contains("$" + block.name), "\(block.name) is not plotted")
      }
    }
    // The same seed gives the same script.
    #expect(try Figures.all[index].figures(Bank(), 0).map(\.script) == figures.map(\.script))
  }

  @Test(
    "every figure is drawn, twice with the same bytes",
    .enabled(if: isDrawing, "gnuplot is not installed"), arguments: Figures.all.indices)
  func draws(_ index: Int) throws {
    let gnuplot = try #require(Gnuplot())
    for figure in try Self.made.get()[index] {
      let (first, second) = (try gnuplot.draw(figure), try gnuplot.draw(figure))
      #expect(first.svg == second.svg && first.png == second.png)
      #expect(first.png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(String(decoding: first.svg.prefix(400), as: UTF8.self).contains("<svg"))
      #expect(first.svg.count < 400_000, "\(figure.name): \(first.svg.count) bytes")
    }
  }

  @Test("names are different, and of no signs that a file or an anchor has to escape")
  func names() throws {
    let names = try Self.made.get().flatMap { $0.map(\.name) }
    #expect(Set(names).count == names.count)
    for name in names { #expect(ReportDocument.slug(name) == name) }
  }

  @Test("without gnuplot there is nothing to draw with")
  func missing() {
    #expect(Gnuplot(path: "/nonexistent") == nil)
  }

  @Test(
    "what gnuplot does not understand is a failure with its words",
    .enabled(if: isDrawing, "gnuplot is not installed"))
  func failure() throws {
    let gnuplot = try #require(Gnuplot())
    let figure = Figure(
      name: "bad", title: "", caption: "", claims: [], width: 100, height: 100, data: [],
      commands: "plot nonsense(")
    #expect(throws: Gnuplot.Failure.self) { try gnuplot.draw(figure) }
  }
}
