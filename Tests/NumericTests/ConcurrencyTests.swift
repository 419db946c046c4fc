import Exact
import Numeric
import Testing

@Suite("Threads") struct ConcurrencyTests {
  /// Values are made in one task, used in many at once, and freed wherever the last use ends.
  @Test("balls are shared between tasks")
  func sharing() async {
    let shared = (1...50).map { Ball(Rational($0, 7)).exp().power(1 << 20) }
    let sums = await withTaskGroup(of: Ball.self) { group in
      for offset in 0..<8 {
        group.addTask {
          shared.reduce(Ball(offset)) { $0 + $1.log() }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let total = sums.reduce(Ball(0)) { $0 + $1 }
    let exact = Rational(50 * 51 / 2 * 8, 7) * Rational(1 << 20) + 28
    #expect(total.contains(exact))
  }
}
