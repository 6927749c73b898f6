using CsCheck;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault.Tests;

/// <summary>Somebody reads a pseudonym from paper and types it.</summary>
public sealed class A_pseudonym_is_copied_by_hand
{
    private const string Alphabet = "0123456789ACDEFGHJKLMNPQRTUVWXYZ";

    private static readonly Gen<StudyPseudonym> Any = Gen.Byte.Array[32].Select(bits => StudyPseudonym.OfBits(bits));

    [Fact]
    public void it_is_read_back() => Any.Sample(made =>
    {
        StudyPseudonym.TryParse(made.Value, out var read, out _).ShouldBeTrue();
        read.ShouldBe(made);
        made.Value.Length.ShouldBe(17);
        made.Value.Replace("-", "", StringComparison.Ordinal).All(letter => Alphabet.Contains(letter, StringComparison.Ordinal)).ShouldBeTrue(made.Value);
    });

    [Fact]
    public void small_letters_spaces_lookalikes_and_wide_characters_do_not_matter() => Any.Sample(made =>
    {
        foreach (var typed in (string[])
                 [
                     made.Value.ToLowerInvariant(), made.Value.Replace('-', ' '), " " + made.Value.Replace("-", "", StringComparison.Ordinal) + " ",
                     made.Value.Replace('8', 'B').Replace('1', 'i').Replace('0', 'O').Replace('5', 's'),
                     new string([.. made.Value.Select(letter => (char)(letter - '!' + '！'))]),
                 ])
        {
            StudyPseudonym.TryParse(typed, out var read, out var fault).ShouldBeTrue($"{typed} {fault}");
            read.ShouldBe(made);
        }
    });

    [Fact]
    public void every_one_and_every_two_wrong_characters_are_noticed()
    {
        var made = StudyPseudonym.OfBits([.. Enumerable.Range(7, 32).Select(i => (byte)(i * 37))]).Value.Replace("-", "", StringComparison.Ordinal);
        var tried = 0;
        for (var first = 0; first < made.Length; first++)
            foreach (var one in Alphabet.Where(letter => letter != made[first]))
            {
                Refused(With(made, first, one));
                for (var second = first + 1; second < made.Length; second++)
                    foreach (var two in Alphabet.Where(letter => letter != made[second])) Refused(With(With(made, first, one), second, two));
            }
        tried.ShouldBe(15 * 31 + 15 * 14 / 2 * 31 * 31);

        void Refused(string typed)
        {
            tried++;
            if (StudyPseudonym.TryParse(typed, out _, out var fault)) Assert.Fail($"{typed} passed for {made}");
            fault.ShouldNotContain(typed);
        }
    }

    [Fact]
    public void characters_that_changed_places_are_noticed() => Gen.Select(Any, Gen.Int[0, 14], Gen.Int[0, 14]).Sample((made, one, other) =>
    {
        var letters = made.Value.Replace("-", "", StringComparison.Ordinal).ToCharArray();
        (letters[one], letters[other]) = (letters[other], letters[one]);
        StudyPseudonym.TryParse(new string(letters), out _, out _).ShouldBe(letters[one] == letters[other]);
    });

    [Theory]
    [InlineData(null), InlineData(""), InlineData("7KQ2M-04FTA"), InlineData("7KQ2M-04FTA-9XW1C-1"), InlineData("7KQ2M-04FTA-9XW1!"), InlineData("あいうえおあいうえおあいうえお")]
    public void what_is_no_pseudonym_is_refused_with_a_reason(string? typed)
    {
        StudyPseudonym.TryParse(typed, out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNullOrEmpty();
    }

    private static string With(string text, int place, char letter) => string.Concat(text.AsSpan(0, place), [letter], text.AsSpan(place + 1));
}
