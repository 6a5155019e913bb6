#include "services/sandbox/objects/amounts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::sandbox {

namespace {

constexpr std::int64_t greatest = 99'999'999; ///< eight digits

constexpr std::array<std::string_view, 139> currencies{ "usd", "aed", "afn", "all", "amd", "ang", "aoa",
    "ars", "aud", "awg", "azn", "bam", "bbd", "bdt", "bgn", "bhd", "bif", "bmd", "bnd", "bob", "brl", "bsd",
    "bwp", "byn", "bzd", "cad", "cdf", "chf", "clp", "cny", "cop", "crc", "cve", "czk", "djf", "dkk", "dop",
    "dzd", "egp", "etb", "eur", "fjd", "fkp", "gbp", "gel", "gip", "gmd", "gnf", "gtq", "gyd", "hkd", "hnl",
    "htg", "huf", "idr", "ils", "inr", "isk", "jmd", "jod", "jpy", "kes", "kgs", "khr", "kmf", "krw", "kwd",
    "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad", "mdl", "mga", "mkd", "mmk", "mnt", "mop", "mur",
    "mvr", "mwk", "mxn", "myr", "mzn", "nad", "ngn", "nio", "nok", "npr", "nzd", "omr", "pab", "pen", "pgk",
    "php", "pkr", "pln", "pyg", "qar", "ron", "rsd", "rub", "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp",
    "sle", "sos", "srd", "std", "szl", "thb", "tjs", "tnd", "top", "try", "ttd", "twd", "tzs", "uah", "ugx",
    "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof", "xpf", "yer", "zar", "zmw" };
constexpr std::array<std::string_view, 5> threeDecimals{ "bhd", "jod", "kwd", "omr", "tnd" };
constexpr std::array<std::string_view, 2> wholeUnits{ "isk", "ugx" }; ///< sent with two decimals, both 0

template <typename List> bool contains(const List &list, const std::string &currency)
{
    return std::find(list.begin(), list.end(), currency) != list.end();
}

} // namespace

bool isCurrency(const std::string &currency)
{
    return contains(currencies, currency);
}

std::optional<Refusal> checkAmount(std::int64_t amount, const std::string &currency, const std::string &param)
{
    const auto wrong = [&param](const std::string &code, const std::string &message) {
        return invalidParameter(code, message, param);
    };
    if (amount > greatest) {
        return wrong("amount_too_large", "Amount must be no more than 8 digits: " + std::to_string(amount));
    }
    if (contains(threeDecimals, currency) && amount % 10 != 0) {
        return wrong("parameter_invalid_integer",
            "Amounts in " + currency + " must be a multiple of 10: the last digit has to be 0, not "
                + std::to_string(amount));
    }
    if (contains(wholeUnits, currency) && amount % 100 != 0) {
        return wrong("parameter_invalid_integer",
            "Amounts in " + currency + " have no decimals: they must be divisible by 100, unlike "
                + std::to_string(amount));
    }
    return std::nullopt;
}

} // namespace billhook::sandbox
