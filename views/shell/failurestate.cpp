#include "views/shell/failurestate.h"

#include <QCoreApplication>

namespace billhook::shell {

using namespace Qt::StringLiterals;

namespace {

struct Failure
{
    QString icon;
    QString title;
};

Failure failureOf(domain::ErrorKind kind)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Failure", text); };
    switch (kind) {
    case domain::ErrorKind::Unavailable:
        return { u"wifi-off"_s, tr(QT_TRANSLATE_NOOP("Failure", "The database can’t be reached")) };
    case domain::ErrorKind::Timeout:
    case domain::ErrorKind::Overloaded:
        return { u"clock"_s, tr(QT_TRANSLATE_NOOP("Failure", "The database does not answer")) };
    case domain::ErrorKind::Forbidden:
        return { u"circle-x"_s, tr(QT_TRANSLATE_NOOP("Failure", "This login may not read Billhook’s data")) };
    case domain::ErrorKind::Configuration:
        return { u"database"_s, tr(QT_TRANSLATE_NOOP("Failure", "This database can’t be used yet")) };
    case domain::ErrorKind::InvalidInput:
    case domain::ErrorKind::NotFound:
    case domain::ErrorKind::Conflict:
    case domain::ErrorKind::Internal:
        break;
    }
    return { u"circle-alert"_s, tr(QT_TRANSLATE_NOOP("Failure", "This page can’t be shown")) };
}

} // namespace

widgets::StateText failureState(const domain::Error &error)
{
    const Failure failure = failureOf(error.kind);
    return { failure.icon, widgets::Tone::Danger, failure.title, QString::fromStdString(error.message),
        QCoreApplication::translate("Failure", "Try again") };
}

} // namespace billhook::shell
