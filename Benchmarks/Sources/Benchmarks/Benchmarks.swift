import Foundation

/// Times the program and, where they are installed, its peers on the same work in the same run.
///
/// `benchmarks [SECTION…]` runs some sections only: canonical, dropout, normals, sampling, estimators,
/// quadrature, calibration, training.
@main
struct Benchmarks {
  static func main() {
    let wanted = Set(CommandLine.arguments.dropFirst())
    let peers = Peers()
    print(
      "Every number was measured in this run: the shortest of five runs each, on", terminator: " ")
    print("\(ProcessInfo.processInfo.activeProcessorCount) processors.")
    print(peers.notice)
    let sections: [(name: String, run: (Peers) -> Void)] = [
      ("canonical", CanonicalForms.run), ("dropout", Dropout.run), ("normals", Normals.run),
      ("sampling", Sampling.run), ("estimators", Estimators.run), ("quadrature", Integrals.run),
      ("calibration", Calibration.run), ("training", Training.run),
    ]
    for section in sections where wanted.isEmpty || wanted.contains(section.name) {
      section.run(peers)
    }
  }
}
