#include "views/settings/keydialog.h"

#include "views/theme/theme.h"
#include "views/widgets/fieldmessage.h"
#include "views/widgets/formfield.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace billhook;
using namespace billhook::settings;
using namespace Qt::StringLiterals;
using billing::KeyReport;
using domain::Result;

/** Setting, testing and removing the key of this computer. */
class KeyDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init();
    void testLiveSecretKey_IsRefusedWithAnExplanation_AndNotSent();
    void testKey_IsTestedBeforeItIsKept_AndRemoved();
    void testKeyWithoutRights_SaysWhatItLacks();
    void testWithoutAKeyChain_ItSaysSo();

private:
    KeySource source();
    static QString text(const KeyDialog &dialog, const QString &name);

    theme::Theme m_theme;
    KeyState m_state;
    KeyReport m_report;
    QStringList m_tested;
};

void KeyDialogTest::init()
{
    m_state = {};
    m_report = { u"acct_1"_s, false, true, { { u"Products"_s, true }, { u"Prices"_s, true } } };
    m_tested.clear();
}

KeySource KeyDialogTest::source()
{
    KeySource made;
    made.state = [this] { return m_state; };
    made.test = [this](const QString &key) {
        m_tested.append(key);
        return QtFuture::makeReadyFuture(Result<KeyReport>(m_report));
    };
    made.keep = [this](const QString & /*key*/) {
        m_state.present = true;
        m_state.report = m_report;
        return QtFuture::makeReadyFuture(Result<void>());
    };
    made.remove = [this] {
        m_state = {};
        return QtFuture::makeReadyFuture(Result<void>());
    };
    return made;
}

QString KeyDialogTest::text(const KeyDialog &dialog, const QString &name)
{
    const auto *widget = dialog.findChild<QWidget *>(name);
    const auto *label = qobject_cast<const QLabel *>(widget);
    return label != nullptr ? label->text() : widget->findChild<QLabel *>()->text();
}

void KeyDialogTest::testLiveSecretKey_IsRefusedWithAnExplanation_AndNotSent()
{
    KeyDialog dialog(source());
    dialog.show();
    auto *key = dialog.findChild<QLineEdit *>(u"key_text"_s);
    QTest::keyClicks(key, u"sk_live_abc123"_s);
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"key_test"_s), Qt::LeftButton);
    QVERIFY2(
        key->accessibleDescription().contains(u"restricted key"_s), qPrintable(key->accessibleDescription()));
    QVERIFY(m_tested.isEmpty());
    QVERIFY(!dialog.findChild<QPushButton *>(u"key_keep"_s)->isEnabled());
}

void KeyDialogTest::testKey_IsTestedBeforeItIsKept_AndRemoved()
{
    KeyDialog dialog(source());
    dialog.show();
    auto *keep = dialog.findChild<QPushButton *>(u"key_keep"_s);
    auto *remove = dialog.findChild<QPushButton *>(u"key_remove"_s);
    QVERIFY(!keep->isEnabled());
    QVERIFY(!remove->isEnabled());
    QTest::keyClicks(dialog.findChild<QLineEdit *>(u"key_text"_s), u"rk_test_abc123"_s);
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"key_test"_s), Qt::LeftButton);
    QTRY_VERIFY(keep->isEnabled());
    QVERIFY2(text(dialog, u"key_account"_s).contains(u"restricted key, test mode, account acct_1"_s),
        qPrintable(text(dialog, u"key_account"_s)));
    QCOMPARE(text(dialog, u"key_rights"_s), u"May write: Products, Prices."_s);
    QTest::mouseClick(keep, Qt::LeftButton);
    QTRY_VERIFY(remove->isEnabled());
    QVERIFY(dialog.findChild<QLineEdit *>(u"key_text"_s)->text().isEmpty());
    QTest::mouseClick(remove, Qt::LeftButton);
    QTRY_VERIFY(text(dialog, u"key_account"_s).contains(u"no key"_s));
}

void KeyDialogTest::testKeyWithoutRights_SaysWhatItLacks()
{
    m_report.rights[1].mayWrite = false;
    KeyDialog dialog(source());
    dialog.show();
    QTest::keyClicks(dialog.findChild<QLineEdit *>(u"key_text"_s), u"rk_test_abc123"_s);
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"key_test"_s), Qt::LeftButton);
    QTRY_VERIFY(text(dialog, u"key_rights"_s).contains(u"Lacks: Prices"_s));
}

void KeyDialogTest::testWithoutAKeyChain_ItSaysSo()
{
    m_state.lasts = false;
    m_state.explanation = u"There is no key chain; memory only."_s;
    KeyDialog dialog(source());
    dialog.show();
    QCOMPARE(text(dialog, u"key_place"_s), m_state.explanation);
}

QTEST_MAIN(KeyDialogTest)

#include "keydialogtest.moc"
