import Exact

/// A reproducible source of randomness (SplitMix64).
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func chance(_ percent: Int) -> Bool { integer(1...100) <= percent }

  /// A small rational number, often one of −1, 0, 1.
  mutating func rational() -> Rational {
    chance(40) ? Rational(integer(-1...1)) : Rational(integer(-6...6), integer(1...4))
  }

  mutating func element<T>(_ choices: [T]) -> T { choices[integer(0...choices.count - 1)] }
}
