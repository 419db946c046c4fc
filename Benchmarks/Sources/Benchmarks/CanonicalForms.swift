import Checks

/// Nested sums over k indices of symbolic length, with their indices renamed and their factors in another
/// order; the ratio from k to k + 1 shows how the canonical form grows.
enum CanonicalForms {
  static func run(_ peers: Peers) {
    print("Products of k sums, all lengths n, factors and indices in another order")
    sweep("separate sums", peerWork: nil, peers) { separate($0) }
    print("Cycles Σ A_{ab} A_{bc} … A_{za}, all lengths n; SymPy expands the case n = 3 alone")
    sweep("a cycle", peerWork: "cycle", peers) { cycle($0) }
    print("Stars Σ x_a A_{ab} A_{ac} …, all lengths n: every order of the leaves is a symmetry")
    sweep("a star", peerWork: nil, peers) { star($0) }
    print("")
  }

  private static func sweep(
    _ name: String, peerWork: String?, _ peers: Peers, _ statement: (Int) -> String
  ) {
    var before: Double?
    for k in 1...6 {
      let text = given + statement(k)
      let seconds = Measurement.seconds { Derivation.check(text, legs: [.symbolic]) }
      let ratio = before.map { "\(($0 > 0 ? seconds / $0 : 0).rounded(toPlaces: 2)) times k − 1" }
      Measurement.row("\(name), k = \(k)", seconds, note: ratio ?? "")
      if let peerWork {
        Measurement.row(peer: "  SymPy ring", peers.seconds(peerWork, "\(k)"), against: seconds)
      }
      before = seconds
    }
  }

  private static let names = Array("abcdef").map(String.init)

  private static let given = """
    ```given
    n : size
    A : real[n,n]
    x : real[n]
    a, b, c, d, e, f : index n
    ```


    """

  private static func nested(_ indices: [String], _ factors: [String]) -> String {
    indices.map { "\\sum_{\($0)} " }.joined() + factors.joined(separator: " ")
  }

  private static func separate(_ k: Int) -> String {
    let list = Array(names.prefix(k))
    let left = list.enumerated().map { "(\\sum_{\($1)} x_{\($1)}^{\($0 + 1)})" }
    let right = list.enumerated().map { "x_{\($1)}^{\(k - $0)}" }
    return "$$ \(left.joined(separator: " ")) = \(nested(list.reversed(), right)) $$\n"
  }

  private static func cycle(_ k: Int) -> String {
    let list = Array(names.prefix(k))
    let factors = (0..<k).map { "A_{\(list[$0])\(list[($0 + 1) % k])}" }
    // The index at place i is called by the name at place k − 1 − i, and the factors start elsewhere.
    let other = Array(list.reversed())
    let renamed = (0..<k).map { "A_{\(other[$0])\(other[($0 + 1) % k])}" }
    let shifted = Array(renamed.dropFirst(k / 2) + renamed.prefix(k / 2))
    return "$$ \(nested(list, factors)) = \(nested(list, shifted)) $$\n"
  }

  private static func star(_ k: Int) -> String {
    let list = Array(names.prefix(k))
    func factors(_ list: [String]) -> [String] {
      ["x_{\(list[0])}"] + list.dropFirst().map { "A_{\(list[0])\($0)}^2" }
    }
    return
      "$$ \(nested(list, factors(list))) = \(nested(list, factors(list.reversed()).reversed())) $$\n"
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let scale = Double((0..<places).reduce(1) { value, _ in value * 10 })
    return (self * scale).rounded() / scale
  }
}
