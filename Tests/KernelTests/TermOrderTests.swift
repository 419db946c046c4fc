import Kernel
import Testing

@Suite("The order of terms")
struct TermOrderTests {
  /// Subterms of instances of all rows, and the λ-bodies' variables opened.
  static func sample() throws -> [Term] {
    var terms: Set<Term> = []
    func visit(_ term: Term) {
      guard terms.insert(term).inserted else { return }
      switch term.node {
      case .bound, .free, .number: return
      case .apply(_, let parts): parts.forEach(visit)
      case .lambda(_, let body): visit(body)
      case .call(let function, let argument):
        visit(function)
        visit(argument)
      }
    }
    for row in Axiom.table {
      guard let generator = Instances.generators[row.name] else { continue }
      for seed in 0..<2 as Range<UInt64> {
        var builder = Builder(seed: seed)
        visit(try row.statement(generator(&builder)))
      }
    }
    return Array(terms)
  }

  @Test("it is total: of two different terms one comes first, and never both")
  func isTotal() throws {
    let sorted = try Self.sample().sorted()
    #expect(sorted.count > 1000)
    let some = stride(from: 0, to: sorted.count, by: 3).map { sorted[$0] }
    for (i, a) in some.enumerated() {
      #expect(!(a < a))
      for b in some[(i + 1)...] where !(a < b) || b < a {
        Issue.record("\(a) : \(a.sort) and \(b) : \(b.sort)")
      }
    }
  }

  @Test("it does not depend on what was made first")
  func isOfStructure() throws {
    let late = try Term.variable("order10", .real)
    let middle = try Term.variable("order9", .real)
    let early = try Term.variable("order2", .real)
    #expect([late, middle, early].sorted() == [early, middle, late])
    let sums = try [late + early, middle + late, early + middle, early + early]
    #expect(try sums.sorted() == [early + early, early + middle, middle + late, late + early])
    #expect(Fixture.x < Fixture.y)
    let (natural, real) = (Fixture.variable("same", .natural), Fixture.variable("same", .real))
    #expect(natural < real)
    #expect(Fixture.numeral(-2) < Fixture.numeral(1))
  }
}
