#pragma once

#include <string>
#include <vector>

namespace billhook::sandbox {

/** The parts from which one culture's companies and people are put together. */
struct Culture
{
    int weight = 1; ///< how often it is met
    std::string currency;
    std::vector<std::string> countries;
    std::vector<std::string> stems;
    std::vector<std::string> trades;
    std::vector<std::string> forms; ///< legal forms, with the leading space; "" for none
    std::vector<std::string> given;
    std::vector<std::string> family;
};

const std::vector<Culture> &cultures();
const std::vector<std::string> &projectAdjectives();
const std::vector<std::string> &projectNouns();

} // namespace billhook::sandbox
