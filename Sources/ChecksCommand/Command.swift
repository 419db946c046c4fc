import Notation
import Kernel
import Symbolic
import Foundation
@main struct C { static func main() throws {
  for file in CommandLine.arguments.dropFirst() {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let note = try readNote(text, file: file)
    for claim in note.claims {
      let start = Date()
      print(claim.id, claim.expectation, terminator: " ")
      do {
        let lines = try claim.content.get()
        let elaborator = try Elaborator(scope: claim.scope)
        for line in lines {
          let goal = try elaborator.statement(line.statement)
          let all = try Term.and(goal.definedness(), goal)
          do {
            _ = try Prover(assumptions: elaborator.hypotheses.map(\.formula)).prove(all)
            print("proved", Int(Date().timeIntervalSince(start)*1000), "ms", terminator: " ")
          } catch { print("not proved:", "\(error)".prefix(300), terminator: " ") }
        }
      } catch { print("ERROR", error, terminator: "") }
      print()
    }
  }
} }
