using CsCheck;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Vault.Tests;

/// <summary>The same card comes from keyboards, readers and other systems, and must come to the same form; different cards must not.</summary>
public sealed class A_card_is_typed
{
    private const string Hospital = "urn:oid:1.2.392.100495.20.3.51.11318814790";

    private readonly IdentifierReader _reader = new(new VaultOptions { TwelveDigitSystems = "http://clinic.example/twelve" });

    [Theory]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:あいう:１８７:05", "00012345:あいう:187:05")]
    [InlineData(IdentifierReader.InsuredPerson, "12345：あいう：187：5", "00012345:あいう:187:05")]
    [InlineData(IdentifierReader.InsuredPerson, " 0001 2345 : ｱｲｳ : 187 : 05 ", "00012345:アイウ:187:05")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:ガギ:187:", "00012345:ｶﾞｷﾞ:187:")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:ﾊﾟｳﾞ:187:", "00012345:パヴ:187:")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:1−12:1ー2:01", "00012345:1-12:1‐2:01")]
    [InlineData(IdentifierReader.InsuredPerson, "39123456::01234567:", "３９１２３４５６：：０１２３４５６７：")]
    [InlineData(Hospital, "0012-345", "００１２３４５")]
    [InlineData(Hospital, "0012ー345", "0012 345")]
    [InlineData(Hospital, "ＡＢ－12", "AB12")]
    public void in_several_ways_and_is_one(string system, string one, string other) => Read(system, one).ShouldBe(Read(system, other));

    [Theory]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:1-12:3:01", "00012345:11-2:3:01")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:12:345:01", "00012345:12:345:02")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:12:345:01", "00012345:12:345:")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:12:345:01", "00012345:123:45:01")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:サカ:345:01", "00012345:ザカ:345:01")]
    [InlineData(Hospital, "0012345", "12345")]
    [InlineData(Hospital, "ab12", "AB12")]
    public void different_ones_stay_different(string system, string one, string other) => Read(system, one).ShouldNotBe(Read(system, other));

    [Theory]
    [InlineData("1.2.392.100495.20.3.51.11318814790", Hospital)]
    [InlineData("URN:OID:1.2.392.100495.20.3.51.11318814790", Hospital)]
    [InlineData("HTTP://Hospital.Example/Patients", "http://hospital.example/Patients")]
    [InlineData(" http://hospital.example ", "http://hospital.example")]
    public void its_system_has_one_form(string one, string other) => Read(one, "7").System.ShouldBe(Read(other, "7").System);

    [Theory]
    [InlineData("", "1", "system"), InlineData("hospital", "1", "system"), InlineData("ftp://hospital.example", "1", "system"), InlineData("urn:oid:", "1", "system")]
    [InlineData("http://h.example/?id=12", "1", "system"), InlineData("http://a:b@h.example/", "1", "system"), InlineData("javascript:alert(1)", "1", "system")]
    [InlineData(Hospital, "", "value"), InlineData(Hospital, " - ", "value"), InlineData(Hospital, "a\u0001b", "value")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345", "value"), InlineData(IdentifierReader.InsuredPerson, "00012345:12::01", "value"), InlineData(IdentifierReader.InsuredPerson, "0001234567890:1:2:01", "value")]
    [InlineData(IdentifierReader.InsuredPerson, "00012345:12:345:123", "value"), InlineData(IdentifierReader.InsuredPerson, "00012345:12:345:a", "value")]
    public void what_is_none_is_refused_and_named(string system, string value, string field)
    {
        _reader.TryRead(system, value, out _, out var wrong, out var fault).ShouldBeFalse();
        wrong.ShouldBe(field);
        fault.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void too_long_ones_are_refused() => _reader.TryRead(Hospital, new string('1', 129), out _, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("123456789018"), InlineData("1234 5678 9018"), InlineData("1234-5678-9018"), InlineData("１２３４５６７８９０１８"), InlineData("1234‐5678－9018"), InlineData("1234/5678/9018"), InlineData("1234_5678_9018")]
    public void a_My_Number_is_refused_however_it_is_written_and_not_repeated(string number)
    {
        _reader.TryRead(Hospital, number, out _, out var field, out var fault).ShouldBeFalse();
        field.ShouldBe("value");
        fault.ShouldContain("My Number");
        fault.ShouldNotContain("1234");
        fault.ShouldNotContain("9018");
    }

    [Theory]
    [InlineData("123456789017"), InlineData("12345678901"), InlineData("1234567890180"), InlineData("12345678901a")]
    public void numbers_that_are_none_are_taken(string number) => Read(Hospital, number).Value.ShouldBe(number);

    [Fact]
    public void systems_that_have_twelve_digits_of_their_own_may_be_named() => Read("http://clinic.example/twelve", "123456789018").Value.ShouldBe("123456789018");

    [Fact]
    public void one_check_digit_of_ten_makes_a_My_Number() => Gen.Int[0, 99_999_999].Select(Gen.Int[0, 999]).Sample((high, low) =>
        Enumerable.Range(0, 10).Count(check => !_reader.TryRead(Hospital, $"{high:D8}{low:D3}{check}", out _, out _, out _)).ShouldBe(1));

    [Fact]
    public void it_does_not_show_itself() => Read(Hospital, "0012345").ToString().ShouldNotContain("0012345");

    [Fact]
    public void nothing_that_is_typed_breaks_the_reader() => Gen.Select(Gen.String, Gen.String).Sample((system, value) =>
    {
        foreach (var named in (string[])[system, Hospital, IdentifierReader.InsuredPerson])
            if (_reader.TryRead(named, value, out var read, out _, out _)) Read(read.System, read.Value).ShouldBe(read); // its form is read as itself
    });

    private PatientIdentifier Read(string system, string value) =>
        _reader.TryRead(system, value, out var read, out var field, out var fault) ? read : throw new ShouldAssertException($"{system} {value}: {field} {fault}");
}
