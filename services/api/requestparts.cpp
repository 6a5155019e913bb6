#include "services/api/requestparts.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <algorithm>

namespace billhook::api {

std::map<std::string, std::string, std::less<>> pathValues(std::string_view pattern, const std::string &path)
{
    std::map<std::string, std::string, std::less<>> values;
    const auto names = QString::fromUtf8(pattern.data(), static_cast<qsizetype>(pattern.size())).split(u'/');
    const auto given = QByteArray::fromStdString(path).split('/');
    for (qsizetype index = 0; index < std::min(names.size(), given.size()); ++index) {
        if (names[index].startsWith(u'{')) {
            values[names[index].mid(1).chopped(1).toStdString()]
                = QUrl::fromPercentEncoding(given[index]).toStdString();
        }
    }
    return values;
}

bool isMediaType(std::string_view header, std::string_view type)
{
    const auto given = header.substr(0, header.find(';'));
    return std::equal(given.begin(), given.end(), type.begin(), type.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

} // namespace billhook::api
