// Other programs for tests: run one to its end, or keep one running for as long as a test needs it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

struct Finished {
  int code = -1;       ///< exit code; 128 + signal where one ended it
  std::string output;  ///< standard output and error together
};

/// Where a program is: the PATH, then the folders for system programs. Empty when the machine lacks it.
std::string find_program(const std::string& name);
Finished run(const std::vector<std::string>& command, const std::string& input = {});

/// A program in the background, ended by its own pid when the object goes.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command, const std::string& output_file = "/dev/null");
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }
  bool running();
  void kill(int signal);

 private:
  pid_t pid_ = -1;
};
