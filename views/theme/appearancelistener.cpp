#include "views/theme/appearancelistener.h"

#include <QDBusConnection>
#include <QDBusMessage>

namespace billhook::theme {

using namespace Qt::StringLiterals;

namespace {

constexpr int answerWithinMs = 1000;

QString appearance()
{
    return u"org.freedesktop.appearance"_s;
}

QString colorScheme()
{
    return u"color-scheme"_s;
}

} // namespace

void AppearanceListener::start()
{
    QDBusConnection bus
        = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"billhook-appearance"_s);
    if (!bus.isConnected()) {
        return;
    }
    const QString service = u"org.freedesktop.portal.Desktop"_s;
    const QString path = u"/org/freedesktop/portal/desktop"_s;
    const QString interface = u"org.freedesktop.portal.Settings"_s;
    qRegisterMetaType<QDBusVariant>(); // connect() looks the slot's types up by name and else refuses
    // QtDBus connects by signature only; the leading digit is Qt's mark of a slot.
    bus.connect(
        service, path, interface, u"SettingChanged"_s, this, "1settingChanged(QString,QString,QDBusVariant)");
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << appearance() << colorScheme();
    const QDBusMessage answer = bus.call(question, QDBus::Block, answerWithinMs);
    if (answer.type() == QDBusMessage::ReplyMessage && !answer.arguments().isEmpty()) {
        Q_EMIT preferenceRead(preferenceIn(answer.arguments().constFirst()));
    }
}

uint AppearanceListener::preferenceIn(const QVariant &value)
{
    QVariant inner = value;
    while (inner.canConvert<QDBusVariant>()) {
        inner = inner.value<QDBusVariant>().variant();
    }
    return inner.toUInt();
}

void AppearanceListener::settingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == appearance() && key == colorScheme()) {
        Q_EMIT preferenceRead(preferenceIn(value.variant()));
    }
}

} // namespace billhook::theme
