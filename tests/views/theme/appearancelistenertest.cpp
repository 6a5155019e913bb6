#include "views/theme/appearancelistener.h"

#include <QTest>

using namespace billhook::theme;

class AppearanceListenerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPreferenceIn_Wrapped_IsFound();
    void testPreferenceIn_Nonsense_IsNoPreference();
};

void AppearanceListenerTest::testPreferenceIn_Wrapped_IsFound()
{
    const QVariant once = QVariant::fromValue(QDBusVariant(QVariant(1U)));
    QCOMPARE(AppearanceListener::preferenceIn(QVariant(2U)), 2U);
    QCOMPARE(AppearanceListener::preferenceIn(once), 1U);
    QCOMPARE(AppearanceListener::preferenceIn(QVariant::fromValue(QDBusVariant(once))), 1U);
}

void AppearanceListenerTest::testPreferenceIn_Nonsense_IsNoPreference()
{
    QCOMPARE(AppearanceListener::preferenceIn({}), 0U);
    QCOMPARE(AppearanceListener::preferenceIn(QVariant(QStringLiteral("dark"))), 0U);
}

QTEST_GUILESS_MAIN(AppearanceListenerTest)
#include "appearancelistenertest.moc"
