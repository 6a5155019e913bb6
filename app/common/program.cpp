#include "app/common/program.h"

#include <exception>
#include <iostream>

namespace billhook::app {

int runProgram(const char *name, int argc, char **argv, ExitCode (*run)(int argc, char **argv))
{
    try {
        return static_cast<int>(run(argc, argv));
    } catch (const std::exception &failure) {
        std::cerr << name << ": " << failure.what() << '\n';
        return static_cast<int>(ExitCode::Failed);
    }
}

} // namespace billhook::app
