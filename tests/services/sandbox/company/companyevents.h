#pragma once

#include "services/sandbox/company/company.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <vector>

namespace billhook::tests {

/** One generated event, read back from the bytes that would be sent. */
struct ReadEvent
{
    QString id;
    QString type;
    QString version;
    qint64 created = 0;
    QJsonObject object;
    QJsonObject previous;
    bool hasPrevious = false;
    QJsonObject request;
};

std::vector<ReadEvent> readEvents(const std::vector<sandbox::StripeEvent> &events);

/** The object before the change that `previous` tells of: hashes merge, everything else is replaced. */
QJsonObject undone(const QJsonObject &object, const QJsonObject &previous);

/** Without members that are null, at any depth: absent and null mean the same. */
QJsonObject withoutNulls(const QJsonObject &object);

} // namespace billhook::tests
