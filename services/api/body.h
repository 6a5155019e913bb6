#pragma once

#include "models/domain/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::api {

/** A request's JSON object. InvalidInput for anything else. */
domain::Result<QJsonObject> readBody(std::string_view bytes);

/**
 * The fields of one JSON object. What nobody asks for and what has another type is refused, each with its
 * pointer; a field that can't be read answers as absent. null is absent, but present() tells it apart.
 */
class Fields final
{
public:
    explicit Fields(const QJsonObject &object, std::string pointer = {});

    bool present(const char *name); ///< null included
    std::optional<QString> text(const char *name, int longest = 500);
    std::optional<qint64> integer(const char *name, qint64 least, qint64 most);
    std::optional<bool> boolean(const char *name);
    std::optional<QJsonValue> value(const char *name); ///< whatever it is, null included

    void refuse(const char *name, std::string detail);

    /** InvalidInput with every field that is wrong or unknown. */
    domain::Result<void> judge() const;

private:
    const QJsonObject &m_object;
    std::string m_pointer;
    std::set<std::string> m_asked;
    std::vector<domain::FieldError> m_wrong;
};

} // namespace billhook::api
