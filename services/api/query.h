#pragma once

#include "models/domain/result.h"

#include <QDate>
#include <QString>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::api {

/**
 * The parameters behind '?'. What a handler does not ask for and what can't be read as it was asked for is
 * refused: a filter that is not understood is never ignored. A parameter that can't be read answers as
 * absent.
 */
class Query final
{
public:
    explicit Query(std::string_view text); ///< undecoded

    std::optional<QString> text(const std::string &name);
    std::optional<qint64> integer(const std::string &name, qint64 least, qint64 most);
    std::optional<QDate> date(const std::string &name);
    std::optional<bool> boolean(const std::string &name); ///< true or false

    /** InvalidInput when anything is unknown, repeated or unreadable. */
    domain::Result<void> judge() const;

    void refuse(const std::string &name, std::string detail);

private:
    std::map<std::string, QString> m_values;
    std::set<std::string> m_asked;
    std::vector<domain::FieldError> m_wrong;
};

} // namespace billhook::api
