#include "services/sandbox/engine/store.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;

namespace {

sandbox::Write product(const std::string &id, qint64 created, const QString &name)
{
    return { "product", id,
        QJsonObject{ { u"id"_s, sandbox::text(id) }, { u"created"_s, created }, { u"name"_s, name } } };
}

std::vector<std::string> newestFirst(const sandbox::Store &store)
{
    std::vector<std::string> ids;
    store.newestFirst("product", [&ids](const QJsonObject &document) {
        ids.push_back(sandbox::textAt(document, u"id"_s));
        return true;
    });
    return ids;
}

} // namespace

/** The one store of a sandbox, on a real folder. */
class StoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testReopen_GivesEverythingInItsOrder()
    {
        const QTemporaryDir folder;
        {
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QVERIFY(store.commit(
                { product("a", 10, u"A"_s), product("b", 30, u"B"_s) }, sandbox::Journal::Sync::Now));
            QVERIFY(store.commit({ product("c", 30, u"C"_s) }, sandbox::Journal::Sync::Later));
            QVERIFY(store.commit({ product("a", 10, u"A2"_s), { "product", "b", std::nullopt } },
                sandbox::Journal::Sync::Now));
        }
        sandbox::Store store;
        QVERIFY(store.open(pathOf(folder)).has_value());
        QCOMPARE(newestFirst(store), (std::vector<std::string>{ "c", "a" }));
        QCOMPARE(sandbox::textAt(*store.find("product", "a"), u"name"_s), std::string("A2"));
        QVERIFY(store.find("product", "b") == nullptr);
    }

    void testReopen_LineCutOffAnywhere_DropsThatLineOnly()
    {
        const QTemporaryDir folder;
        {
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QVERIFY(store.commit({ product("kept", 1, u"K"_s) }, sandbox::Journal::Sync::Now));
        }
        const auto whole = content(folder);
        {
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QVERIFY(store.commit({ product("torn", 2, u"T"_s) }, sandbox::Journal::Sync::Now));
        }
        const auto both = content(folder);
        for (auto length = whole.size(); length < both.size(); ++length) {
            write(folder, both.left(length));
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QCOMPARE(newestFirst(store), (std::vector<std::string>{ "kept" }));
            QVERIFY(store.commit({ product("next", 3, u"N"_s) }, sandbox::Journal::Sync::Now));
            QCOMPARE(newestFirst(store), (std::vector<std::string>{ "next", "kept" }));
        }
    }

    void testReopen_DamageBeforeGoodLines_IsRefusedAndNamed()
    {
        const QTemporaryDir folder;
        {
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QVERIFY(store.commit({ product("a", 1, u"A"_s) }, sandbox::Journal::Sync::Now));
            QVERIFY(store.commit({ product("b", 2, u"B"_s) }, sandbox::Journal::Sync::Now));
        }
        auto bytes = content(folder);
        bytes[30] = bytes[30] == 'x' ? 'y' : 'x';
        write(folder, bytes);
        sandbox::Store store;
        const auto opened = store.open(pathOf(folder));
        QVERIFY(!opened.has_value());
        QVERIFY(opened.error().message.find("damaged") != std::string::npos);
        QCOMPARE(content(folder), bytes);
    }

    void testOpen_ByASecond_IsRefused()
    {
        const QTemporaryDir folder;
        sandbox::Store first;
        QVERIFY(first.open(pathOf(folder)).has_value());
        sandbox::Store second;
        const auto opened = second.open(pathOf(folder));
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, std::string("state_in_use"));
    }

    void testCommit_LongJournal_IsMadeShortAndLosesNothing()
    {
        const QTemporaryDir folder;
        const auto padding = QString(1 << 20, u'x');
        {
            sandbox::Store store;
            QVERIFY(store.open(pathOf(folder)).has_value());
            QVERIFY(store.commit({ product("old", 1, u"O"_s) }, sandbox::Journal::Sync::Later));
            for (int round = 0; round < 40; ++round) {
                QVERIFY(store.commit(
                    { product("big", 2, padding + QString::number(round)) }, sandbox::Journal::Sync::Later));
            }
        }
        QVERIFY(content(folder).size() < (16 << 20));
        sandbox::Store store;
        QVERIFY(store.open(pathOf(folder)).has_value());
        QCOMPARE(newestFirst(store), (std::vector<std::string>{ "big", "old" }));
        QVERIFY(sandbox::textAt(*store.find("product", "big"), u"name"_s).ends_with("x39"));
    }

private:
    static std::string pathOf(const QTemporaryDir &folder)
    {
        return QString(folder.path() + u"/state"_s).toStdString();
    }

    static QByteArray content(const QTemporaryDir &folder)
    {
        QFile file(folder.path() + u"/state/journal"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void write(const QTemporaryDir &folder, const QByteArray &bytes)
    {
        QFile file(folder.path() + u"/state/journal"_s);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
};

QTEST_APPLESS_MAIN(StoreTest)
#include "storetest.moc"
