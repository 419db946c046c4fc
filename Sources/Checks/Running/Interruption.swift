import Synchronization

/// A request to stop and to report what was reached.
public enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static let reason = "the run was interrupted"

  /// Asks all runs of this process to stop soon.
  public static func request() { flag.store(true, ordering: .relaxed) }

  public static var isRequested: Bool { flag.load(ordering: .relaxed) }
}
