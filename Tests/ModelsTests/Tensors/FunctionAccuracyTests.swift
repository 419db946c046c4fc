import Numeric
import Testing

@testable import Models

@Suite("Elementary functions of tensors against balls") struct FunctionAccuracyTests {
  private func check<S: TensorScalar>(
    _ f: (SIMD16<S>) -> SIMD16<S>, _ exact: (Ball) -> Ball, on range: ClosedRange<Double>,
    floor: Double, bound: Double
  ) {
    var random = RandomStream(seed: 41)
    var worst = 0.0
    for _ in 0..<2000 {
      var x = SIMD16<S>.zero
      for lane in 0..<16 {
        let u = random.uniform()
        x[lane] = S(range.lowerBound + (range.upperBound - range.lowerBound) * u)
      }
      let y = f(x)
      for lane in 0..<16 {
        let ball = exact(Ball(Double(x[lane])))
        let size = max(abs(ball.midpoint), floor)
        worst = max(worst, ((ball - Ball(Double(y[lane]))).magnitude.midpoint) / size)
      }
    }
    #expect(worst <= bound, "an error of \(worst)")
    #expect(worst > bound / 256, "the bound is idle: \(worst)")
  }

  @Test("single precision") func single() {
    let bound = Float.functionError
    check({ Float.exp($0) }, { $0.exp() }, on: -87...87, floor: 0, bound: bound)
    check({ Float.exp($0) }, { $0.exp() }, on: -1...1, floor: 0, bound: bound)
    check({ Float.log($0) }, { $0.log() }, on: 1e-6...1e-3, floor: 0.25, bound: bound)
    check({ Float.log($0) }, { $0.log() }, on: 0.01...4, floor: 0.25, bound: bound)
    check({ Float.tanh($0) }, { $0.tanh() }, on: -10...10, floor: 0, bound: bound)
    check({ Float.tanh($0) }, { $0.tanh() }, on: -0.7...0.7, floor: 0, bound: bound)
  }

  @Test("double precision") func double() {
    let bound = Double.functionError
    check({ Double.exp($0) }, { $0.exp() }, on: -87...87, floor: 0, bound: bound)
    check({ Double.log($0) }, { $0.log() }, on: 0.01...4, floor: 0.25, bound: bound)
    check({ Double.tanh($0) }, { $0.tanh() }, on: -3...3, floor: 0, bound: bound)
  }
}
