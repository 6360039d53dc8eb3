(* ItipCopies: the copy lemma, and certificates that use it.

   What it shows: random variables on a finite probability space can be extended by conditionally
   independent copies, step by step (theorem [copies_exist]); so a problem whose certificates the
   function [check_copies] accepts holds for all random variables (theorem [check_copies_sound]).
   A certificate may come from anywhere; nothing of it is believed.  Standard library only.

   A step has a base, a set of variables, and m >= 1 copies.  The n variables that there are before
   it are the base and the rest Y.  The step adds m blocks of variables, each a copy of Y in the
   order of Y, numbered from n on; block 0 is Y itself.  Given the base, the blocks are independent,
   and each has with the base the law that Y has with it.

   How: an outcome of the extended space is an outcome u of the old one, and a list of m + 1 outcomes
   that are drawn independently given the values of the base at u.  The variables of the base are
   read off u, those of block b off place b of the list.  Blocks may be exchanged, as places may be;
   what keeps the old law keeps the new one if it is applied to u and all places, or to one place if
   it does not move the base.

   Certificates may also be in the mean over exchanges of variables, and may adjoin the common part
   of two sets of variables by the double Markov property (theorem [double_markov]). *)

From Coq Require Import String Reals QArith Qreals List NArith Lra Lia Bool Arith Eqdep_dec.
Require Import ItipCheck ItipEntropy.
Import ListNotations.
Open Scope R_scope.

(* ---------- means on finite probability spaces ---------- *)

Definition mean (s : space) (f : s -> R) : R := sum (fun w => pr s w * f w) (outcomes s).

Lemma sum_app {A} (f : A -> R) l r : sum f (l ++ r) = sum f l + sum f r.
Proof. induction l; simpl; lra. Qed.

Lemma sum_map {A B} (f : B -> R) (g : A -> B) l : sum f (map g l) = sum (fun x => f (g x)) l.
Proof. induction l; simpl; congruence. Qed.

Lemma sum_flat_map {A B} (f : B -> R) (g : A -> list B) l :
  sum f (flat_map g l) = sum (fun x => sum f (g x)) l.
Proof. induction l; simpl; [reflexivity|]. rewrite sum_app; congruence. Qed.

Lemma sum_const {A} c (l : list A) : sum (fun _ => c) l = INR (length l) * c.
Proof. induction l; [simpl; ring|]. cbn [sum length]. rewrite S_INR, IHl. ring. Qed.

Lemma mean_ext s f g :
  (forall w, In w (outcomes s) -> pr s w <> 0 -> f w = g w) -> mean s f = mean s g.
Proof.
  intros E; apply sum_ext; intros w I.
  destruct (Req_dec (pr s w) 0) as [->|N]; [ring|]. rewrite E; auto.
Qed.

Lemma mean_scal s k f : mean s (fun w => k * f w) = k * mean s f.
Proof. unfold mean. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.

Lemma mean_plus s f g : mean s (fun w => f w + g w) = mean s f + mean s g.
Proof. unfold mean. rewrite <- sum_plus. apply sum_ext; intros; ring. Qed.

Lemma mean_const s k : mean s (fun _ => k) = k.
Proof.
  transitivity (k * sum (pr s) (outcomes s)); [|rewrite pr_total; ring].
  unfold mean. rewrite <- sum_scal. apply sum_ext; intros; ring.
Qed.

Lemma mean_sum {A} (s : space) (f : A -> s -> R) l :
  mean s (fun w => sum (fun a => f a w) l) = sum (fun a => mean s (f a)) l.
Proof. induction l; simpl; [apply mean_const|]. now rewrite mean_plus, IHl. Qed.

(* a map of outcomes that keeps means and equality of values keeps entropies *)
Lemma transfer (s t : space) V eqV X V' eqV' X' S T (g : s -> t) :
  (forall f, mean s (fun w => f (g w)) = mean t f) ->
  (forall w w', In w (outcomes s) -> pr s w <> 0 -> In w' (outcomes s) -> pr s w' <> 0 ->
     same s V X S w w' <-> same t V' X' T (g w) (g w')) ->
  entropy s V eqV X S = entropy t V' eqV' X' T.
Proof.
  intros M E. change (mean s (fun w => - ln (P s V eqV X S w)) =
    mean t (fun w => - ln (P t V' eqV' X' T w))).
  rewrite <- M. apply mean_ext; intros w I N. do 2 f_equal.
  change (mean s (fun w' => ind (sameb s V eqV X S w w')) =
    mean t (fun w' => ind (sameb t V' eqV' X' T (g w) w'))).
  rewrite <- M. apply mean_ext; intros w' I' N'. f_equal.
  apply eq_iff_eq_true. rewrite !samebP. auto.
Qed.

(* ---------- lists ---------- *)

Fixpoint update {A} (i : nat) (v : A) (l : list A) : list A :=
  match l, i with
  | nil, _ => nil
  | _ :: l', O => v :: l'
  | x :: l', S i' => x :: update i' v l'
  end.

Lemma length_update {A} i (v : A) l : length (update i v l) = length l.
Proof. revert i; induction l; intros [|i]; simpl; auto. Qed.

Lemma nth_update {A} (l : list A) i v k d : (i < length l)%nat ->
  nth k (update i v l) d = if Nat.eqb k i then v else nth k l d.
Proof. revert i k; induction l; intros [|i] [|k]; simpl; intros; try lia; auto with arith. Qed.

Lemma in_update {A} i (v w : A) l : In w (update i v l) -> w = v \/ In w l.
Proof.
  revert i; induction l as [|x l IH]; intros [|i]; simpl; [tauto|tauto| |];
    intros [E|I]; auto. destruct (IH i I); auto.
Qed.

Lemma update_app {A} (v x : A) a b : update (length a) v (a ++ x :: b) = a ++ v :: b.
Proof. induction a; simpl; congruence. Qed.

(* ---------- sets of variables as lists, and their images ---------- *)

Fixpoint bits (p : positive) (i : N) : list N :=
  match p with
  | xH => [i]
  | xO p' => bits p' (N.succ i)
  | xI p' => i :: bits p' (N.succ i)
  end.

Definition members (S : N) : list N := match S with N0 => [] | Npos p => bits p 0 end.

Lemma in_bits p : forall k i, In i (bits p k) <-> (k <= i)%N /\ N.testbit (Npos p) (i - k) = true.
Proof.
  assert (E : forall k i, (k <= i)%N ->
    (i - k = 0 /\ i = k \/ i - k = N.succ (i - N.succ k) /\ N.succ k <= i)%N) by lia.
  induction p as [p IH|p IH|]; intros k i; cbn [bits In]; rewrite ?IH.
  - change (Npos p~1) with (2 * Npos p + 1)%N. split.
    + intros [<-|[L T]]; [now rewrite N.sub_diag, N.testbit_odd_0|].
      replace (i - k)%N with (N.succ (i - N.succ k)) by lia. rewrite N.testbit_odd_succ by lia.
      split; [lia|assumption].
    + intros [L T]. destruct (E k i L) as [[_ ->]|[F ?]]; [now left|right].
      rewrite F, N.testbit_odd_succ in T by lia. easy.
  - change (Npos p~0) with (2 * Npos p)%N. split.
    + intros [L T]. replace (i - k)%N with (N.succ (i - N.succ k)) by lia.
      rewrite N.testbit_even_succ by lia. split; [lia|assumption].
    + intros [L T]. destruct (E k i L) as [[F _]|[F ?]]; rewrite F in T.
      * now rewrite N.testbit_even_0 in T.
      * now rewrite N.testbit_even_succ in T by lia.
  - split.
    + intros [<-|[]]. now rewrite N.sub_diag.
    + intros [L T]. left. destruct (E k i L) as [[_ ->]|[F ?]]; [reflexivity|].
      rewrite F in T. destruct (i - N.succ k)%N; discriminate.
Qed.

Lemma in_members S i : In i (members S) <-> N.testbit S i = true.
Proof.
  destruct S as [|p]; [easy|]. cbn [members]. rewrite in_bits, N.sub_0_r. intuition lia.
Qed.

Definition collect (l : list N) : N := fold_right (fun i S => N.setbit S i) 0%N l.

Lemma in_collect l i : N.testbit (collect l) i = true <-> In i l.
Proof.
  induction l as [|j l IH]; [easy|]. cbn [collect fold_right In].
  now rewrite N.setbit_iff, IH.
Qed.

Fixpoint images (f : N -> option N) (l : list N) : option (list N) :=
  match l with
  | nil => Some nil
  | i :: l' => match f i, images f l' with Some j, Some r => Some (j :: r) | _, _ => None end
  end.

Lemma in_images f l r : images f l = Some r ->
  (forall i, In i l -> exists j, f i = Some j /\ In j r) /\
  (forall j, In j r -> exists i, f i = Some j /\ In i l).
Proof.
  revert r; induction l as [|i l IH]; simpl; intros r.
  - intros [= <-]. simpl. split; intros ? [].
  - destruct (f i) as [j|] eqn:E; [|discriminate].
    destruct (images f l) as [r'|]; [|discriminate]. intros [= <-].
    destruct (IH r' eq_refl) as [F G]. simpl. split.
    + intros k [<-|I]; [eauto|]. destruct (F k I) as [j' []]; eauto.
    + intros k [<-|I]; [eauto|]. destruct (G k I) as [i' []]; eauto.
Qed.

Definition image (f : N -> option N) (S : N) : option N :=
  option_map collect (images f (members S)).

Lemma in_image f S T : image f S = Some T ->
  (forall i, N.testbit S i = true -> exists j, f i = Some j /\ N.testbit T j = true) /\
  (forall j, N.testbit T j = true -> exists i, f i = Some j /\ N.testbit S i = true).
Proof.
  unfold image. destruct (images f (members S)) as [r|] eqn:E; [|discriminate].
  intros [= <-]. destruct (in_images _ _ _ E) as [F G]. split.
  - intros i I. rewrite <- in_members in I. destruct (F i I) as [j []].
    exists j. now rewrite in_collect.
  - intros j I. rewrite in_collect in I. destruct (G j I) as [i []].
    exists i. now rewrite <- in_members.
Qed.

Lemma image_map f S : image (fun i => Some (f i)) S = Some (collect (map f (members S))).
Proof.
  unfold image. replace (images _ (members S)) with (Some (map f (members S))); [reflexivity|].
  induction (members S); simpl; [reflexivity|]. now rewrite <- IHl.
Qed.

(* equality of values, where variables are read off another outcome *)
Lemma same_image (t s : space) V (Y : N -> t -> V) (X : N -> s -> V) f S T w w' v v' :
  image f S = Some T ->
  (forall i j, N.testbit S i = true -> f i = Some j -> Y i w = X j v /\ Y i w' = X j v') ->
  same t (fun _ => V) Y S w w' <-> same s (fun _ => V) X T v v'.
Proof.
  intros I E. destruct (in_image _ _ _ I) as [F G]. unfold same. split; intros A i M.
  - destruct (G i M) as [k [K L]]. destruct (E k i L K) as [<- <-]; auto.
  - destruct (F i M) as [k [K L]]. destruct (E i k M K) as [-> ->]; auto.
Qed.

Section Copies.
Variable U : Type.
Variable eqU : forall x y : U, {x = y} + {x <> y}.

(* Variables can be renamed by pi, as far as it is defined, without a change of their law: there is
   a map g of outcomes that keeps means, and variable i at g w is variable (pi i) at w. *)
Definition symmetric (s : space) (X : N -> s -> U) (pi : N -> option N) : Prop :=
  exists g : s -> s, (forall f, mean s (fun w => f (g w)) = mean s f) /\
    forall w, In w (outcomes s) ->
      In (g w) (outcomes s) /\ forall i j, pi i = Some j -> X i (g w) = X j w.

Lemma symmetric_entropy s X pi S T : symmetric s X pi -> image pi S = Some T ->
  entropy s (fun _ => U) (fun _ => eqU) X S = entropy s (fun _ => U) (fun _ => eqU) X T.
Proof.
  intros [g [M E]] I. symmetry. apply transfer with (g := g); [assumption|].
  intros w w' J _ J' _. symmetry. apply same_image with (f := pi); [assumption|].
  intros i j _ P. now split; apply E.
Qed.

Lemma symmetric_identity s X : symmetric s X Some.
Proof. exists (fun w => w). split; [reflexivity|]. intros w I. split; [assumption|].
now intros i j [= <-]. Qed.

Definition after (pi rho : N -> option N) (i : N) : option N :=
  match pi i with Some j => rho j | None => None end.

Lemma symmetric_after s X pi rho : symmetric s X pi -> symmetric s X rho ->
  symmetric s X (after pi rho).
Proof.
  intros [g [M E]] [g' [M' E']]. exists (fun w => g (g' w)). split.
  - intros f. now rewrite (M' (fun w => f (g w))).
  - intros w I. destruct (E' w I) as [I' F']. destruct (E _ I') as [J F]. split; [assumption|].
    unfold after. intros i k P. destruct (pi i) as [j|] eqn:Q; [|discriminate].
    rewrite (F i j Q). now apply F'.
Qed.

Section Step.
Variable s : space.
Variable X : N -> s -> U.
Variable base : N.
Local Notation Om := (outcomes s).
Local Notation law := (P s (fun _ => U) (fun _ => eqU) X).
Local Notation alike := (sameb s (fun _ => U) (fun _ => eqU) X).
Local Notation same := (same s (fun _ => U) X).

(* the mean of f given that the base has the values it has at u *)
Definition conditional (u : s) (f : s -> R) : R :=
  mean s (fun w => ind (alike base u w) * f w) * / law base u.

Definition kernel (u w : s) : R := pr s w * ind (alike base u w) * / law base u.

Lemma conditional_kernel u f : conditional u f = sum (fun w => kernel u w * f w) Om.
Proof.
  unfold conditional, mean, kernel. rewrite Rmult_comm, <- sum_scal. apply sum_ext; intros; ring.
Qed.

Lemma law_mean S w : law S w = mean s (fun w' => ind (alike S w w')).
Proof. reflexivity. Qed.

Lemma law_positive S w : In w Om -> pr s w <> 0 -> 0 < law S w.
Proof. apply pos. Qed.

Lemma alike_congr A u v w : same A u v -> alike A u w = alike A v w.
Proof.
  intros E. apply eq_iff_eq_true. rewrite !samebP. unfold ItipEntropy.same.
  split; intros F i T; [rewrite <- (E i T) | rewrite (E i T)]; auto.
Qed.

Lemma law_congr A u v : same A u v -> law A u = law A v.
Proof. intros E. apply P_congr. now apply samebP. Qed.

Lemma conditional_congr u v f : same base u v -> conditional u f = conditional v f.
Proof.
  intros E. unfold conditional. rewrite (law_congr base u v E). f_equal.
  apply mean_ext; intros w _ _. now rewrite (alike_congr base u v w E).
Qed.

Lemma conditional_const u k : law base u <> 0 -> conditional u (fun _ => k) = k.
Proof.
  intros N. unfold conditional.
  rewrite (mean_ext _ _ (fun w => k * ind (alike base u w))) by (intros; ring).
  rewrite mean_scal, <- law_mean. now field.
Qed.

Lemma kernel_nonneg u w : 0 <= kernel u w.
Proof.
  unfold kernel. destruct (Rtotal_order 0 (law base u)) as [L|[E|L]].
  - apply Rmult_le_pos; [apply P_term|]. left; now apply Rinv_0_lt_compat.
  - rewrite <- E, Rinv_0; lra.
  - pose proof (P_nonneg s (fun _ => U) (fun _ => eqU) X base u). lra.
Qed.

(* the law of total probability *)
Lemma mean_conditional f : mean s (fun u => conditional u f) = mean s f.
Proof.
  transitivity (sum (fun u => sum (fun w =>
    pr s w * (f w * (pr s u * ind (alike base u w) * / law base u))) Om) Om).
  - apply sum_ext; intros u _. rewrite conditional_kernel, <- sum_scal. apply sum_ext; intros w _.
    unfold kernel; ring.
  - rewrite sum_swap. apply sum_ext; intros w I. rewrite !sum_scal.
    destruct (Req_dec (pr s w) 0) as [->|N]; [ring|]. f_equal.
    rewrite <- (Rmult_1_r (f w)) at 2. f_equal.
    transitivity (sum (fun u => / law base w * (pr s u * ind (alike base w u))) Om).
    + apply sum_ext; intros u _. rewrite (same_sym _ _ _ _ _ w u).
      destruct (alike base u w) eqn:E; simpl ind; [|ring].
      rewrite (P_congr _ _ _ _ _ u w E); ring.
    + rewrite sum_scal. change (/ law base w * law base w = 1).
      pose proof (law_positive base w I N). field; lra.
Qed.

(* lists of outcomes that are drawn independently from the law given the base at u *)
Fixpoint tuples (k : nat) : list (list s) :=
  match k with O => [nil] | S k' => flat_map (fun w => map (cons w) (tuples k')) Om end.

Fixpoint weight (u : s) (l : list s) : R :=
  match l with nil => 1 | w :: l' => kernel u w * weight u l' end.

Definition draw (u : s) (k : nat) (f : list s -> R) : R :=
  sum (fun l => weight u l * f l) (tuples k).

Lemma draw_0 u f : draw u 0 f = f nil.
Proof. unfold draw; simpl; ring. Qed.

Lemma draw_S u k f : draw u (S k) f = conditional u (fun w => draw u k (fun l => f (w :: l))).
Proof.
  unfold draw; simpl. rewrite conditional_kernel, sum_flat_map. apply sum_ext; intros w _.
  rewrite sum_map, <- sum_scal. apply sum_ext; intros l _. simpl; ring.
Qed.

Lemma in_tuples k l : In l (tuples k) <-> length l = k /\ forall w, In w l -> In w Om.
Proof.
  revert l; induction k as [|k IH]; simpl; intros l.
  - split; [intros [<-|[]]; easy|]. destruct l; [now left | easy].
  - rewrite in_flat_map. split.
    + intros [w [I J]]. apply in_map_iff in J. destruct J as [r [<- J]].
      apply IH in J. destruct J as [L F]. simpl. split; [congruence|]. intros v [<-|]; auto.
    + destruct l as [|w l]; intros [L F]; [easy|]. exists w. split; [apply F; now left|].
      apply in_map, IH. split; [now injection L | intros v I; apply F; now right].
Qed.

Lemma weight_nonneg u l : 0 <= weight u l.
Proof.
  induction l; simpl; [lra|]. apply Rmult_le_pos; [apply kernel_nonneg | assumption].
Qed.

Lemma weight_positive u l : weight u l <> 0 ->
  forall w, In w l -> pr s w <> 0 /\ alike base u w = true.
Proof.
  induction l as [|v l IH]; simpl; intros N w; [intros []|].
  intros [<-|I]; [|apply IH; [intros E; apply N; rewrite E; ring | assumption]].
  split; [intros E; apply N; unfold kernel; rewrite E; ring|].
  destruct (alike base u v) eqn:E; [reflexivity|]. exfalso; apply N.
  unfold kernel; rewrite E; simpl; ring.
Qed.

Lemma conditional_ext u f g :
  (forall w, In w Om -> pr s w <> 0 -> alike base u w = true -> f w = g w) ->
  conditional u f = conditional u g.
Proof.
  intros E; unfold conditional; f_equal; apply mean_ext; intros w I N.
  destruct (alike base u w) eqn:A; simpl; [rewrite E; auto | ring].
Qed.

Lemma draw_ext u k f g : (forall l, length l = k -> f l = g l) -> draw u k f = draw u k g.
Proof.
  intros E; apply sum_ext; intros l I. rewrite E; [reflexivity|]. now apply in_tuples in I.
Qed.

Lemma draw_const u k c : law base u <> 0 -> draw u k (fun _ => c) = c.
Proof.
  intros N; induction k; [apply draw_0|]. rewrite draw_S.
  rewrite (conditional_ext _ _ (fun _ => c)); auto using conditional_const.
Qed.

Lemma draw_nth u k f b d : law base u <> 0 -> (b < k)%nat ->
  draw u k (fun l => f (nth b l d)) = conditional u f.
Proof.
  intros N; revert b; induction k as [|k IH]; intros b L; [lia|]. rewrite draw_S.
  destruct b as [|b]; simpl.
  - apply conditional_ext; intros; now apply draw_const.
  - rewrite (conditional_ext _ _ (fun _ => conditional u f)) by (intros; apply IH; lia).
    now apply conditional_const.
Qed.

Lemma draw_app u a k f : draw u (a + k) f = draw u a (fun l => draw u k (fun r => f (l ++ r))).
Proof.
  revert f; induction a as [|a IH]; simpl; intros f; [now rewrite draw_0|].
  rewrite !draw_S. apply conditional_ext; intros; apply IH.
Qed.

Definition product {A} (f : A -> R) (l : list A) : R := fold_right (fun a r => f a * r) 1 l.

(* f b w * f (b+1) w' * ... for a list of w, w', ... *)
Fixpoint along (f : nat -> s -> R) (b : nat) (l : list s) : R :=
  match l with nil => 1 | w :: l' => f b w * along f (S b) l' end.

Lemma draw_product u k f b :
  draw u k (along f b) = product (fun i => conditional u (f i)) (seq b k).
Proof.
  revert b; induction k as [|k IH]; intros b; [apply draw_0|]. rewrite draw_S; simpl.
  rewrite <- (IH (S b)), (Rmult_comm (conditional u (f b))).
  transitivity (conditional u (fun w => draw u k (along f (S b)) * f b w)).
  - apply conditional_ext; intros w _ _ _. unfold draw.
    rewrite Rmult_comm, <- sum_scal. apply sum_ext; intros; ring.
  - rewrite !conditional_kernel, <- sum_scal. apply sum_ext; intros; ring.
Qed.

(* exchange of two places *)
Definition transpose (i j k : nat) : nat :=
  if Nat.eqb k i then j else if Nat.eqb k j then i else k.

Definition exchange (i j : nat) (d : s) (l : list s) : list s :=
  update i (nth j l d) (update j (nth i l d) l).

Lemma conditional_draw_swap u k (f : s -> list s -> s -> R) :
  conditional u (fun x => draw u k (fun l => conditional u (fun y => f x l y))) =
  conditional u (fun x => draw u k (fun l => conditional u (fun y => f y l x))).
Proof.
  assert (E : forall f, conditional u (fun x => draw u k (fun l => conditional u (fun y => f x l
    y))) =
    sum (fun x => sum (fun l => sum (fun y => kernel u x * (weight u l * (kernel u y * f x l y)))
      Om) (tuples k)) Om).
  { clear f; intros f. rewrite conditional_kernel. apply sum_ext; intros x _. unfold draw.
    rewrite <- sum_scal. apply sum_ext; intros l _. rewrite conditional_kernel, <- !sum_scal.
    reflexivity. }
  rewrite !E, sum_swap.
  transitivity (sum (fun l => sum (fun y => sum (fun x =>
    kernel u x * (weight u l * (kernel u y * f x l y))) Om) Om) (tuples k)).
  - apply sum_ext; intros l _. apply sum_swap.
  - rewrite sum_swap. repeat (apply sum_ext; intros ? _). ring.
Qed.

Lemma draw_exchange u k i j d f : (i < j < k)%nat ->
  draw u k (fun l => f (exchange i j d l)) = draw u k f.
Proof.
  intros L. replace k with (i + S ((j - i - 1) + S (k - j - 1)))%nat by lia.
  set (a := (j - i - 1)%nat). set (c := (k - j - 1)%nat).
  assert (E : forall f, draw u (i + S (a + S c)) f = draw u i (fun l1 => conditional u (fun x =>
    draw u a (fun l2 => conditional u (fun y => draw u c (fun l3 => f (l1 ++ x :: l2 ++ y ::
      l3))))))).
  { clear f; intros f. rewrite draw_app. apply draw_ext; intros l1 _. rewrite draw_S.
    apply conditional_ext; intros x _ _ _. rewrite draw_app. apply draw_ext; intros l2 _.
    now rewrite draw_S. }
  rewrite !E. apply draw_ext; intros l1 L1. rewrite conditional_draw_swap.
  apply conditional_ext; intros x _ _ _. apply draw_ext; intros l2 L2.
  apply conditional_ext; intros y _ _ _. apply draw_ext; intros l3 _. f_equal.
  unfold exchange. replace j with (length (l1 ++ y :: l2)) by (rewrite app_length; simpl; lia).
  change (l1 ++ y :: l2 ++ x :: l3) with (l1 ++ (y :: l2) ++ x :: l3).
  rewrite app_assoc, update_app, (app_nth2 _ _ _ (Nat.le_refl _)), Nat.sub_diag.
  rewrite <- !app_assoc, <- L1. simpl.
  rewrite update_app, app_nth2, Nat.sub_diag by lia. reflexivity.
Qed.

Lemma nth_exchange i j d l k : (i < length l)%nat -> (j < length l)%nat -> (i <> j)%nat ->
  nth k (exchange i j d l) d = nth (transpose i j k) l d.
Proof.
  intros I J N. unfold exchange, transpose. rewrite nth_update by now rewrite length_update.
  destruct (Nat.eqb k i); [reflexivity|]. rewrite nth_update by assumption.
  now destruct (Nat.eqb k j).
Qed.

(* maps of outcomes *)
Section Map.
Variable g : s -> s.
Hypothesis keeps : forall f, mean s (fun w => f (g w)) = mean s f.

Section Whole.
Hypothesis classes : forall w w', In w Om -> In w' Om -> same base w w' <-> same base (g w) (g w').

Lemma conditional_map u f : In u Om -> conditional u (fun w => f (g w)) = conditional (g u) f.
Proof.
  intros I. assert (A : forall w, In w Om -> alike base u w = alike base (g u) (g w)).
  { intros w J. apply eq_iff_eq_true. rewrite !samebP; auto. }
  unfold conditional. rewrite <- (keeps (fun w => ind (alike base (g u) w) * f w)).
  rewrite !law_mean, <- (keeps (fun w => ind (alike base (g u) w))).
  f_equal; [|f_equal]; apply mean_ext; intros w J _; rewrite A; auto.
Qed.

Lemma draw_map u k f : In u Om -> draw u k (fun l => f (map g l)) = draw (g u) k f.
Proof.
  intros I; revert f; induction k as [|k IH]; intros f; [now rewrite !draw_0|].
  rewrite !draw_S, <- (conditional_map _ _ I). apply conditional_ext; intros w _ _ _.
  apply (IH (fun l => f (g w :: l))).
Qed.
End Whole.

Section Part.
Hypothesis stays : forall w, In w Om -> same base w (g w).

Lemma conditional_stay u f : In u Om -> conditional u (fun w => f (g w)) = conditional u f.
Proof.
  intros I. assert (C : forall w w',
    In w Om -> In w' Om -> same base w w' <-> same base (g w) (g w')).
  { intros w w' J J'. unfold ItipEntropy.same in *. split; intros F i T.
    - rewrite <- (stays w J i T), <- (stays w' J' i T); auto.
    - rewrite (stays w J i T), (stays w' J' i T); auto. }
  rewrite (conditional_map C _ _ I). symmetry. now apply conditional_congr, stays.
Qed.

Lemma draw_update u k b d f : In u Om -> (b < k)%nat ->
  draw u k (fun l => f (update b (g (nth b l d)) l)) = draw u k f.
Proof.
  intros I; revert b f; induction k as [|k IH]; intros b f L; [lia|]. rewrite !draw_S.
  destruct b as [|b]; simpl.
  - apply (conditional_stay u (fun w => draw u k (fun l => f (w :: l)))); assumption.
  - apply conditional_ext; intros w _ _ _. apply (IH b (fun l => f (w :: l))); lia.
Qed.
End Part.
End Map.

(* ---------- the space of a step ---------- *)

Variable m : nat.

Lemma copied_nonneg (w : s * list s) : 0 <= pr s (fst w) * weight (fst w) (snd w).
Proof. apply Rmult_le_pos; [apply pr_nonneg | apply weight_nonneg]. Qed.

Definition pairs : list (s * list s) := flat_map (fun u => map (fun l => (u, l)) (tuples (S m))) Om.

Lemma sum_pairs f : sum (fun w => pr s (fst w) * weight (fst w) (snd w) * f w) pairs =
  mean s (fun u => draw u (S m) (fun l => f (u, l))).
Proof.
  unfold pairs. rewrite sum_flat_map. apply sum_ext; intros u _. rewrite sum_map. unfold draw.
  rewrite <- sum_scal. apply sum_ext; intros l _. simpl; ring.
Qed.

Lemma copied_total : sum (fun w => pr s (fst w) * weight (fst w) (snd w)) pairs = 1.
Proof.
  transitivity (sum (fun w => pr s (fst w) * weight (fst w) (snd w) * 1) pairs).
  - apply sum_ext; intros; ring.
  - rewrite (sum_pairs (fun _ => 1)). refine (eq_trans _ (mean_const s 1)).
    apply mean_ext; intros u I N.
    apply draw_const. pose proof (law_positive base u I N). lra.
Qed.

Definition copied : space := Space (s * list s) pairs _ copied_nonneg copied_total.

Lemma mean_copied f : mean copied f = mean s (fun u => draw u (S m) (fun l => f (u, l))).
Proof. apply sum_pairs. Qed.

Lemma in_copied (w : copied) : In w (outcomes copied) <->
  In (fst w) Om /\ length (snd w) = S m /\ forall v, In v (snd w) -> In v Om.
Proof.
  change (outcomes copied) with pairs. unfold pairs. rewrite in_flat_map. split.
  - intros [u [I J]]. apply in_map_iff in J. destruct J as [l [<- J]].
    apply in_tuples in J. easy.
  - intros [I J]. exists (fst w). split; [assumption|]. apply in_map_iff.
    exists (snd w). split; [now destruct w | now apply in_tuples].
Qed.

(* what holds of outcomes of positive probability *)
Definition sound (w : copied) : Prop :=
  In (fst w) Om /\ length (snd w) = S m /\ pr s (fst w) <> 0 /\
  forall b, (b <= m)%nat ->
    In (nth b (snd w) (fst w)) Om /\ pr s (nth b (snd w) (fst w)) <> 0 /\
    same base (fst w) (nth b (snd w) (fst w)).

Lemma copied_sound w : In w (outcomes copied) -> pr copied w <> 0 -> sound w.
Proof.
  intros I N. apply in_copied in I. destruct I as [I [L F]]. simpl in N.
  split; [assumption|]. split; [assumption|]. split; [intros E; apply N; rewrite E; ring|].
  intros b Hb. assert (J : In (nth b (snd w) (fst w)) (snd w)) by (apply nth_In; rewrite L; lia).
  split; [auto|]. destruct (weight_positive (fst w) (snd w)) with (w := nth b (snd w) (fst w))
    as [Q A]; [intros E; apply N; rewrite E; ring | assumption |].
  split; [assumption | exact (proj1 (samebP _ _ _ _ _ _ _) A)].
Qed.

(* Variable i of the new family is variable [origin i] of the old one at place [place i] of the
   list; one of the base has the place S m, past its end, and so is read off the first outcome. *)
Variable origin : N -> N.
Variable place : N -> nat.
Hypothesis of_base : forall i, N.testbit base i = true -> origin i = i /\ place i = S m.

Definition copy_value (i : N) (w : copied) : U := X (origin i) (nth (place i) (snd w) (fst w)).
Local Notation law' := (P copied (fun _ => U) (fun _ => eqU) copy_value).
Local Notation alike' := (sameb copied (fun _ => U) (fun _ => eqU) copy_value).
Local Notation same' := (ItipEntropy.same copied (fun _ => U) copy_value).
Local Notation h := (entropy s (fun _ => U) (fun _ => eqU) X).
Local Notation h' := (entropy copied (fun _ => U) (fun _ => eqU) copy_value).

Definition in_block (b : nat) (i : N) : bool := N.testbit base i || Nat.eqb (place i) b.

Definition originals (S : N) : N := collect (map origin (members S)).

Lemma copy_value_base w i : sound w -> N.testbit base i = true -> copy_value i w = X i (fst w).
Proof.
  intros [_ [L _]] T. destruct (of_base i T) as [E F]. unfold copy_value.
  now rewrite E, F, nth_overflow by lia.
Qed.

Lemma copy_value_block b w i : sound w -> (b <= m)%nat -> in_block b i = true ->
  copy_value i w = X (origin i) (nth b (snd w) (fst w)).
Proof.
  intros G L B. apply orb_true_iff in B. destruct B as [T|E].
  - rewrite (copy_value_base w i G T). destruct (of_base i T) as [-> _].
    destruct G as [_ [_ [_ G]]]. destruct (G b L) as [_ [_ K]]. now apply K.
  - apply Nat.eqb_eq in E. unfold copy_value. now rewrite E.
Qed.

Lemma mean_place b f : (b <= m)%nat -> mean copied (fun w => f (nth b (snd w) (fst w))) = mean s f.
Proof.
  intros L. rewrite mean_copied. refine (eq_trans _ (mean_conditional f)).
  apply mean_ext; intros u I N.
  apply (draw_nth u (S m) f b u); [|lia]. pose proof (law_positive base u I N); lra.
Qed.

Lemma mean_first f : mean copied (fun w => f (fst w)) = mean s f.
Proof.
  rewrite mean_copied. apply mean_ext; intros u I N. simpl.
  apply draw_const. pose proof (law_positive base u I N); lra.
Qed.

(* a block, with the base, has the old entropies *)
Lemma entropy_block b T : (b <= m)%nat -> (forall i, N.testbit T i = true -> in_block b i = true) ->
  h' T = h (originals T).
Proof.
  intros L F. apply (transfer copied s) with (g := fun w => nth b (snd w) (fst w)).
  - intros f; now apply mean_place.
  - intros w w' I N I' N'.
    apply same_image with (f := fun i => Some (origin i)); [apply image_map|].
    intros i j K [= <-]. split; apply copy_value_block; auto using copied_sound.
Qed.

Lemma originals_same T : (forall i, N.testbit T i = true -> origin i = i) -> originals T = T.
Proof.
  intros E. apply N.bits_inj. intros j. apply eq_iff_eq_true. unfold originals.
  rewrite in_collect, in_map_iff. split.
  - intros [i [<- I]]. rewrite in_members in I. now rewrite (E i I).
  - intros I. exists j. rewrite in_members. auto.
Qed.

(* independence of the blocks given the base *)
Section Independence.
Variable A : N.
Hypothesis base_inside : forall i, N.testbit base i = true -> N.testbit A i = true.
Hypothesis in_range : forall i,
  N.testbit A i = true -> N.testbit base i = true \/ (place i <= m)%nat.

Definition part (b : nat) : N := collect (filter (in_block b) (members A)).
Local Notation old b := (originals (part b)).

Lemma in_part b i : N.testbit (part b) i = true <-> N.testbit A i = true /\ in_block b i = true.
Proof. unfold part. now rewrite in_collect, filter_In, in_members. Qed.

Lemma base_in_old b i : N.testbit base i = true -> N.testbit (old b) i = true.
Proof.
  intros T. unfold originals. rewrite in_collect, in_map_iff. exists i.
  split; [now apply of_base|]. rewrite in_members, in_part. unfold in_block. rewrite T. auto.
Qed.

Fixpoint agree (t : nat -> s -> bool) (b : nat) (l : list s) : bool :=
  match l with nil => true | w :: l' => t b w && agree t (S b) l' end.

Lemma along_ind t b l : along (fun i w => ind (t i w)) b l = ind (agree t b l).
Proof.
  revert b; induction l as [|w l IH]; simpl; intros b; [reflexivity|]. rewrite IH.
  destruct (t b w), (agree t (S b) l); simpl; ring.
Qed.

Lemma agree_spec t b l d : agree t b l = true <->
  forall i, (i < length l)%nat -> t (b + i)%nat (nth i l d) = true.
Proof.
  revert b; induction l as [|w l IH]; simpl; intros b; [split; [lia|reflexivity]|].
  rewrite andb_true_iff, IH. split.
  - intros [E F] [|i] L; [now rewrite Nat.add_0_r|]. rewrite Nat.add_succ_r. apply (F i); lia.
  - intros F. split; [rewrite <- (Nat.add_0_r b); apply (F 0%nat); lia|].
    intros i L. specialize (F (S i)). rewrite Nat.add_succ_r in F. apply F; lia.
Qed.

Lemma alike_split (w w' : copied) : sound w -> sound w' ->
  alike' A w w' = alike base (fst w) (fst w') &&
    agree (fun b => alike (old b) (nth b (snd w) (fst w))) 0 (snd w').
Proof.
  intros G G'. apply eq_iff_eq_true. rewrite andb_true_iff, (agree_spec _ _ _ (fst w')), !samebP.
  assert (K : forall b, (b <= m)%nat -> same' (part b) w w' <->
    same (old b) (nth b (snd w) (fst w)) (nth b (snd w') (fst w'))).
  { intros b L. apply same_image with (f := fun i => Some (origin i)); [apply image_map|].
    intros i j I [= <-]. apply in_part in I. destruct I as [_ I].
    split; now apply copy_value_block. }
  destruct G' as [I' [L' G']]. split.
  - intros F. split.
    + intros i T. rewrite <- (copy_value_base w i G T),
      <- (copy_value_base w' i (conj I' (conj L' G')) T). auto.
    + intros b L. apply samebP, K; [lia|]. intros i T. apply in_part in T. apply F, T.
  - intros [F V] i T. destruct (N.testbit base i) eqn:B.
    + rewrite (copy_value_base w i G B), (copy_value_base w' i (conj I' (conj L' G')) B). auto.
    + destruct (in_range i T) as [E|L]; [congruence|].
      assert (Q : same' (part (place i)) w w').
      { apply K; [assumption|]. exact (proj1 (samebP _ _ _ _ _ _ _) (V (place i) ltac:(lia))). }
      apply Q, in_part. split; [assumption|]. unfold in_block. now rewrite Nat.eqb_refl, orb_true_r.
Qed.

Lemma product_ext {Z} (f g : Z -> R) l :
  (forall a, In a l -> f a = g a) -> product f l = product g l.
Proof. induction l; simpl; intros E; [reflexivity|]. rewrite E, IHl; auto. Qed.

Lemma draw_scal u k c f : draw u k (fun l => c * f l) = c * draw u k f.
Proof. unfold draw. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.

Lemma law_split w : sound w -> law' A w = law base (fst w) *
  product (fun b => law (old b) (nth b (snd w) (fst w)) * / law base (fst w)) (seq 0 (S m)).
Proof.
  intros G. set (q := product _ _).
  change (mean copied (fun w' => ind (alike' A w w')) = law base (fst w) * q).
  transitivity (mean copied (fun w' => ind (alike base (fst w) (fst w')) *
    along (fun b v => ind (alike (old b) (nth b (snd w) (fst w)) v)) 0 (snd w'))).
  - apply mean_ext; intros w' I N.
    rewrite along_ind, (alike_split w w' G (copied_sound w' I N)).
    destruct (alike base (fst w) (fst w')), (agree _ 0 (snd w')); simpl; ring.
  - rewrite mean_copied, (Rmult_comm _ q). rewrite (law_mean base (fst w)), <- mean_scal.
    apply mean_ext; intros u I N. simpl fst; simpl snd. rewrite draw_scal, draw_product, Rmult_comm.
    destruct (alike base (fst w) u) eqn:V; simpl ind; [|ring]. f_equal. apply product_ext.
    intros b J. apply in_seq in J. unfold conditional. rewrite <- (P_congr _ _ _ _ _ _ _ V).
    f_equal. rewrite law_mean. apply mean_ext; intros v _ _.
    destruct (alike (old b) _ v) eqn:B; simpl ind; [|ring].
    replace (alike base u v) with true; [simpl; ring|]. symmetry. apply samebP.
    rewrite samebP in V, B. destruct G as [_ [_ [_ G]]]. destruct (G b ltac:(lia)) as [_ [_ K]].
    intros i T. rewrite <- (V i T), (K i T). apply B. now apply base_in_old.
Qed.

Lemma ln_product {Z} (f : Z -> R) l : (forall a, In a l -> 0 < f a) ->
  0 < product f l /\ ln (product f l) = sum (fun a => ln (f a)) l.
Proof.
  induction l as [|a l IH]; simpl; intros F; [rewrite ln_1; lra|].
  destruct IH as [L E]; [auto|]. split; [apply Rmult_lt_0_compat; auto|].
  rewrite ln_mult; auto. lra.
Qed.

Theorem independence_old : h' A = h base + sum (fun b => h (old b) - h base) (seq 0 (S m)).
Proof.
  change (mean copied (fun w => - ln (law' A w)) =
    h base + sum (fun b => h (old b) - h base) (seq 0 (S m))).
  transitivity (mean copied (fun w => - ln (law base (fst w)) +
    sum (fun b => - ln (law (old b) (nth b (snd w) (fst w))) + ln (law base (fst w)))
      (seq 0 (S m)))).
  - apply mean_ext; intros w I N. pose proof (copied_sound w I N) as G. rewrite (law_split w G).
    destruct G as [J [L [Q G]]]. pose proof (law_positive base _ J Q) as PB.
    assert (K : forall b, In b (seq 0 (S m)) ->
      0 < law (old b) (nth b (snd w) (fst w))).
    { intros b H. apply in_seq in H. destruct (G b ltac:(lia)) as [? [? _]].
      now apply law_positive. }
    pose proof (Rinv_0_lt_compat _ PB) as PI.
    destruct (ln_product (fun b => law (old b) (nth b (snd w) (fst w)) * / law base (fst w))
      (seq 0 (S m))) as [PP E]; [intros; apply Rmult_lt_0_compat; auto|].
    rewrite ln_mult, E, Ropp_plus_distr by assumption. f_equal. rewrite <- sum_opp.
    apply sum_ext; intros b H. rewrite ln_mult, ln_Rinv by auto. ring.
  - rewrite mean_plus, (mean_first (fun u => - ln (law base u))). f_equal. rewrite mean_sum.
    apply sum_ext; intros b H. apply in_seq in H.
    rewrite mean_plus, (mean_place b (fun v => - ln (law (old b) v))),
      (mean_first (fun u => ln (law base u))) by lia.
    unfold Rminus. f_equal. change (h base) with (mean s (fun u => - ln (law base u))).
    rewrite <- (Ropp_involutive (mean s _)). f_equal. unfold mean. rewrite <- sum_opp.
    apply sum_ext; intros; ring.
Qed.

Theorem independence : h' A + INR m * h' base = sum (fun b => h' (part b)) (seq 0 (S m)).
Proof.
  rewrite independence_old, (entropy_block 0 base), originals_same;
    [|now intros; apply of_base | lia|].
  2: { intros i T. unfold in_block. now rewrite T. }
  rewrite (sum_ext (fun b => h' (part b)) (fun b => (h (old b) - h base) + h base)).
  - rewrite sum_plus. replace (sum (fun _ => h base) (seq 0 (S m))) with (INR (S m) * h base).
    + rewrite S_INR; ring.
    + rewrite <- (seq_length (S m) 0) at 1. symmetry. apply sum_const.
  - intros b I. apply in_seq in I. rewrite entropy_block with (b := b); [ring|lia|].
    intros i T. now apply in_part in T.
Qed.
End Independence.

(* ---------- symmetries of a step ---------- *)

Lemma in_exchange i j d l v : (i < length l)%nat -> (j < length l)%nat ->
  In v (exchange i j d l) -> In v l.
Proof.
  intros I J K. unfold exchange in K. apply in_update in K.
  destruct K as [->|K]; [now apply nth_In|].
  apply in_update in K. destruct K as [->|K]; [now apply nth_In | assumption].
Qed.

Lemma swap_ordered a b pi : (a < b <= m)%nat ->
  (forall i j, pi i = Some j -> origin j = origin i /\ place j = transpose a b (place i)) ->
  symmetric copied copy_value pi.
Proof.
  intros L E. exists (fun w => (fst w, exchange a b (fst w) (snd w))). split.
  - intros f. rewrite !mean_copied. apply mean_ext; intros u _ _. simpl.
    apply (draw_exchange u (S m) a b u (fun l => f (u, l))). lia.
  - intros w I. apply in_copied in I. destruct I as [I [Q F]]. split.
    + apply in_copied. simpl. split; [assumption|]. unfold exchange at 1. rewrite !length_update.
      split; [assumption|]. intros v J. apply in_exchange in J; auto; lia.
    + intros i j P. destruct (E i j P) as [O K]. unfold copy_value. simpl.
      rewrite nth_exchange by lia. now rewrite O, K.
Qed.

Lemma swap_symmetric a b pi : (a <> b)%nat -> (a <= m)%nat -> (b <= m)%nat ->
  (forall i j, pi i = Some j -> origin j = origin i /\ place j = transpose a b (place i)) ->
  symmetric copied copy_value pi.
Proof.
  intros N A B E. destruct (Nat.lt_gt_cases a b) as [C _]. destruct (C N) as [L|L].
  - now apply (swap_ordered a b).
  - apply (swap_ordered b a); [lia|]. intros i j P. destruct (E i j P) as [O K].
    split; [assumption|]. rewrite K. unfold transpose.
    destruct (Nat.eqb_spec (place i) a), (Nat.eqb_spec (place i) b); congruence.
Qed.

(* a symmetry of the old family that maps the base to itself, applied to all places *)
Lemma lift_symmetric pi rho : symmetric s X pi -> image pi base = Some base ->
  (forall i j, rho i = Some j -> pi (origin i) = Some (origin j) /\ place j = place i) ->
  symmetric copied copy_value rho.
Proof.
  intros [g [M E]] B R. exists (fun w => (g (fst w), map g (snd w))). split.
  - intros f. rewrite !mean_copied, <- (M (fun u => draw u (S m) (fun l => f (u, l)))).
    apply mean_ext; intros u I _. simpl fst; simpl snd.
    rewrite <- (draw_map g); [reflexivity | assumption | | assumption].
    intros w w' J J'. symmetry. apply same_image with (f := pi); [assumption|].
    intros i j _ P. now split; apply E.
  - intros w I. apply in_copied in I. destruct I as [I [Q F]]. split.
    + apply in_copied. simpl. rewrite map_length. split; [now apply E|]. split; [assumption|].
      intros v J. apply in_map_iff in J. destruct J as [v' [<- J]]. now apply E, F.
    + intros i j P. destruct (R i j P) as [O K]. unfold copy_value. simpl. rewrite map_nth, K.
      apply E; [|assumption]. destruct (nth_in_or_default (place i) (snd w) (fst w)) as [J| ->];
        auto.
Qed.

(* one that moves no variable of the base, applied to the place b only *)
Lemma lift_part_symmetric pi rho b : symmetric s X pi -> (b <= m)%nat ->
  (forall i, N.testbit base i = true -> pi i = Some i) ->
  (forall i j, rho i = Some j ->
    if Nat.eqb (place i) b then pi (origin i) = Some (origin j) /\ place j = b else j = i) ->
  symmetric copied copy_value rho.
Proof.
  intros [g [M E]] L B R. exists (fun w => (fst w, update b (g (nth b (snd w) (fst w))) (snd w))).
  split.
  - intros f. rewrite !mean_copied. apply mean_ext; intros u I _. simpl.
    apply (draw_update g) with (f := fun l => f (u, l)); [assumption | | assumption | lia].
    intros w J i T. symmetry. now apply E; [|apply B].
  - intros w I. apply in_copied in I. destruct I as [I [Q F]].
    assert (J : In (nth b (snd w) (fst w)) Om) by (apply F, nth_In; lia). split.
    + apply in_copied. simpl. rewrite length_update. split; [assumption|]. split; [assumption|].
      intros v K. apply in_update in K. destruct K as [->|K]; [now apply E | auto].
    + intros i j P. specialize (R i j P). unfold copy_value. simpl. rewrite nth_update by lia.
      destruct (Nat.eqb (place i) b).
      * destruct R as [O ->]. now apply E.
      * now subst j.
Qed.
End Step.
End Copies.

(* ---------- steps and their equalities ---------- *)

Record step := Step { base : N; copies : nat }.

(* Of the k-th step, on a set A of the variables that there are after it: A and A with the blocks a
   and b exchanged have one entropy; given the base, the parts of A in the blocks are independent; A
   and A moved by a word of exchanges of blocks of the step before have one entropy, where the word
   moves the base and all blocks alike, or one block only. *)
Inductive equality :=
  | Swap (k : nat) (a b : nat) (A : N)
  | Independence (k : nat) (A : N)
  | Lift (k : nat) (word : list (nat * nat)) (block : option nat) (A : N).

(* Y: the variables that are not in the base *)
Definition others (n : nat) (st : step) : list N :=
  filter (fun i => negb (N.testbit (base st) i)) (map N.of_nat (seq 0 n)).

(* how many variables there are after the step *)
Definition enlarged (n : nat) (st : step) : nat := (n + copies st * length (others n st))%nat.

Section Numbering.
Variable n : nat.
Variable st : step.
Variable Y : list N.
Local Notation y := (N.of_nat (length Y)).

(* the variable of which i is a copy *)
Definition original (i : N) : N :=
  if N.testbit (base st) i || (i <? N.of_nat n)%N then i
  else nth (N.to_nat ((i - N.of_nat n) mod y)) Y i.

(* the block of i; that of a variable of the base is past the last *)
Definition block (i : N) : nat :=
  if N.testbit (base st) i then S (copies st)
  else if (i <? N.of_nat n)%N then 0%nat
  else S (N.to_nat ((i - N.of_nat n) / y)).

Fixpoint position (i : N) (l : list N) : N :=
  match l with [] => 0 | j :: l' => if N.eqb i j then 0 else N.succ (position i l') end.

(* the variable of block b that is a copy of i; what [copy_spec] needs is not proved but tested *)
Definition copy (b : nat) (i : N) : option N :=
  let j := if N.testbit (base st) i then i else
    match b with O => i | S c => N.of_nat n + N.of_nat c * y + position i Y end%N in
  if N.eqb (original j) i && Nat.eqb (block j) b then Some j else None.

Lemma copy_spec b i j : copy b i = Some j -> original j = i /\ block j = b.
Proof.
  unfold copy. set (k := if N.testbit (base st) i then i else _).
  destruct (N.eqb_spec (original k) i), (Nat.eqb_spec (block k) b); try discriminate.
  intros [= <-]. auto.
Qed.

Lemma of_base i : N.testbit (base st) i = true -> original i = i /\ block i = S (copies st).
Proof. intros T. unfold original, block. now rewrite T. Qed.

Definition swapped (a b : nat) (i : N) : option N := copy (transpose a b (block i)) (original i).

Definition lifted (pi : N -> option N) (i : N) : option N :=
  match pi (original i) with Some o => copy (block i) o | None => None end.

Definition lifted_part (pi : N -> option N) (b : nat) (i : N) : option N :=
  if Nat.eqb (block i) b then lifted pi i else Some i.

Definition blocks_differ (p : nat * nat) : bool :=
  negb (Nat.eqb (fst p) (snd p)) && Nat.leb (fst p) (copies st) && Nat.leb (snd p) (copies st).

Fixpoint permuted (word : list (nat * nat)) : N -> option N :=
  match word with
  | [] => Some
  | (a, b) :: word' => after (swapped a b) (permuted word')
  end.
End Numbering.

(* the terms that sum to 0 by an equality, or why it is none *)
Definition finding := (form + string)%type.

Definition demand (ok : bool) (reason : string) (f : finding) : finding :=
  if ok then f else inr reason.

Section Findings.
Open Scope string_scope.

Definition difference (pi : N -> option N) (A : N) : finding :=
  match image pi A with
  | Some T => inl [(1, A); (-(1), T)]%Q
  | None => inr "a variable that there is not"
  end.

(* h(A) - sum of h(base u (A n block)) + m h(base) *)
Definition separated (st : step) (block : N -> nat) (A : N) : form :=
  ((1, A) :: map (fun b => (-(1), part (base st) block A b)) (seq 0 (S (copies st))) ++
    [(inject_Z (Z.of_nat (copies st)), base st)])%Q.

Definition same_set (A : N) (image : option N) : bool :=
  match image with Some T => N.eqb T A | None => false end.

(* for an equality about the step [st] on n variables, if [before] is the step before with the number
   of its variables *)
Definition vanishing (before : option (nat * step)) (n : nat) (st : step) (e : equality)
    : finding :=
  let Y := others n st in
  match e with
  | Swap _ a b A =>
      demand (blocks_differ st (a, b)) "an exchange is of two blocks of the step"
        (difference (swapped n st Y a b) A)
  | Independence _ A =>
      demand (forallb (N.testbit A) (members (base st)))
        "independence given what the set does not contain"
      (demand (forallb (fun i => N.testbit (base st) i || Nat.leb (block n st Y i) (copies st))
        (members A))
        "a variable that there is not"
      (inl (separated st (block n st Y) A)))
  | Lift _ word which A =>
      match before with
      | None => inr "a lift where no step is before"
      | Some (n0, st0) =>
          let pi := permuted n0 st0 (others n0 st0) word in
          demand (forallb (blocks_differ st0) word)
            "an exchange is of two blocks of the step before"
          match which with
          | None =>
              demand (same_set (base st) (image pi (base st))) "a lift moves the base"
                (difference (lifted n st Y pi) A)
          | Some b =>
              demand (Nat.leb b (copies st)) "there is no such block"
              (demand (forallb (fun i => same_set i (pi i)) (members (base st)))
                "a lift to one block moves variables of the base"
                (difference (lifted_part n st Y pi b) A))
          end
      end
  end.

Definition of_step (e : equality) : nat :=
  match e with Swap k _ _ _ | Independence k _ | Lift k _ _ _ => k end.

Definition within (n : nat) (f : finding) : finding :=
  match f with
  | inl f' => demand (forallb (fun t => N.ltb (snd t) (2 ^ N.of_nat n)) f')
    "a variable that there is not" f
  | inr _ => f
  end.

Fixpoint vanishing_from (before : option (nat * step)) (n : nat) (steps : list step)
    (k : nat) (e : equality) : finding :=
  match steps, k with
  | [], _ => inr "there is no such step"
  | st :: _, O => within (enlarged n st) (vanishing before n st e)
  | st :: rest, S k' => vanishing_from (Some (n, st)) (enlarged n st) rest k' e
  end.

Fixpoint equalities_sum (i : nat) (n : nat) (steps : list step)
    (l : list (Q * equality)) : finding :=
  match l with
  | [] => inl []
  | (q, e) :: l' =>
      match vanishing_from None n steps (of_step e) e, equalities_sum (S i) n steps l' with
      | inl f, inl g => inl (map (fun t => (times q (fst t), snd t)) f ++ g)%list
      | inr reason, _ => inr ("equality " ++ show_N (N.of_nat i) ++ ": " ++ reason)
      | _, inr reason => inr reason
      end
  end.
End Findings.

(* ---------- soundness ---------- *)

Section Sound.
Variable U : Type.
Variable eqU : forall x y : U, {x = y} + {x <> y}.
Local Notation H s X := (entropy s (fun _ => U) (fun _ => eqU) X).
Local Notation space_of s X st := (copied U eqU s X (base st) (copies st)).
Local Notation family s X n st :=
  (copy_value U eqU s X (base st) (copies st)
    (original n st (others n st)) (block n st (others n st))).

Lemma below_bits n A i : (A < 2 ^ n)%N -> N.testbit A i = true -> (i < n)%N.
Proof.
  intros L T. apply N.nle_gt. intros G. destruct (N.eq_dec A 0) as [->|Z]; [easy|].
  rewrite N.bits_above_log2 in T; [discriminate|].
  apply N.lt_le_trans with n; [apply N.log2_lt_pow2; lia | assumption].
Qed.

Lemma symmetric_swapped s X n st a b : blocks_differ st (a, b) = true ->
  symmetric U (space_of s X st) (family s X n st) (swapped n st (others n st) a b).
Proof.
  unfold blocks_differ; simpl. rewrite !andb_true_iff, negb_true_iff, Nat.eqb_neq, !Nat.leb_le.
  intros [[D ?] ?]. apply swap_symmetric with (a := a) (b := b); auto using of_base.
  intros i j E. now apply copy_spec in E.
Qed.

Lemma symmetric_permuted s X n st word : forallb (blocks_differ st) word = true ->
  symmetric U (space_of s X st) (family s X n st) (permuted n st (others n st) word).
Proof.
  induction word as [|[a b] word IH]; cbn; [intros _; apply symmetric_identity|].
  rewrite andb_true_iff. intros [D F].
  now apply symmetric_after; [apply symmetric_swapped | apply IH].
Qed.

Lemma old_entropies s X n st A : (A < 2 ^ N.of_nat n)%N ->
  H (space_of s X st) (family s X n st) A = H s X A.
Proof.
  intros L. assert (K : forall i, N.testbit A i = true -> original n st (others n st) i = i /\
    in_block (base st) (block n st (others n st)) 0 i = true).
  { intros i T. apply (below_bits _ _ _ L) in T. apply N.ltb_lt in T.
    unfold original, in_block, block.
    rewrite T, orb_true_r. now destruct (N.testbit (base st) i). }
  rewrite (entropy_block U eqU s X (base st) (copies st) _ _ (of_base n st _) 0); [|lia|apply K].
  now rewrite (originals_same _ A) by apply K.
Qed.

Lemma same_set_eq A T : same_set A T = true -> T = Some A.
Proof. destruct T as [T|]; [|discriminate]. intros E. apply N.eqb_eq in E. now subst. Qed.

Lemma difference_zero s X pi A f : symmetric U s X pi -> difference pi A = inl f ->
  form_value (H s X) f = 0.
Proof.
  intros P. unfold difference. destruct (image pi A) as [T|] eqn:I; [|discriminate].
  intros [= <-]. cbn [form_value fold_right fst snd].
  rewrite (symmetric_entropy U eqU s X pi A T P I). unfold Q2R; simpl; lra.
Qed.

Lemma form_value_cons h q A f : form_value h ((q, A) :: f) = Q2R q * h A + form_value h f.
Proof. reflexivity. Qed.

Lemma form_value_app h f g : form_value h (f ++ g) = form_value h f + form_value h g.
Proof.
  induction f as [|[q A] f IH]; [cbn; lra|]. cbn [app]. rewrite !form_value_cons, IH. lra.
Qed.

Lemma form_value_negated {Z} h (g : Z -> N) l :
  form_value h (map (fun b => (-(1), g b)%Q) l) = - sum (fun b => h (g b)) l.
Proof.
  induction l as [|b l IH]; [cbn; lra|]. cbn [map sum]. rewrite form_value_cons, IH.
  unfold Q2R; simpl; lra.
Qed.

Lemma vanishing_zero before s X n st e f :
  (forall n0 st0 word, before = Some (n0, st0) -> forallb (blocks_differ st0) word = true ->
    symmetric U s X (permuted n0 st0 (others n0 st0) word)) ->
  vanishing before n st e = inl f ->
  form_value (H (space_of s X st) (family s X n st)) f = 0.
Proof.
  intros B. pose proof (of_base n st (others n st)) as O.
  destruct e as [k a b A|k A|k word which A]; cbn [vanishing].
  - destruct (blocks_differ st (a, b)) eqn:D; [|discriminate]. apply difference_zero.
    now apply symmetric_swapped.
  - destruct (forallb _ (members (base st))) eqn:F1; [|discriminate]. cbn [demand].
    destruct (forallb _ (members A)) eqn:F2; [|discriminate]. intros [= <-].
    rewrite forallb_forall in F1, F2.
    assert (BI : forall i, N.testbit (base st) i = true -> N.testbit A i = true).
    { intros i T. apply F1. now apply in_members. }
    assert (IR : forall i, N.testbit A i = true ->
      N.testbit (base st) i = true \/ (block n st (others n st) i <= copies st)%nat).
    { intros i T. rewrite <- Nat.leb_le, <- orb_true_iff. apply F2. now apply in_members. }
    pose proof (independence U eqU s X (base st) (copies st) _ _ O A BI IR) as E.
    unfold separated. rewrite form_value_cons, form_value_app, form_value_negated, <- E,
      form_value_cons.
    unfold inject_Z; rewrite Q2R_integer, INR_IZR_INZ. unfold Q2R; simpl. lra.
  - destruct before as [[n0 st0]|]; [|discriminate]. specialize (B n0 st0 word eq_refl).
    destruct (forallb _ word); [|discriminate]. specialize (B eq_refl). cbn [demand].
    set (pi := permuted n0 st0 (others n0 st0) word) in *. destruct which as [b|].
    + destruct (Nat.leb_spec b (copies st)) as [L|]; [|discriminate]. cbn [demand].
      destruct (forallb _ (members (base st))) eqn:F; [|discriminate]. apply difference_zero.
      apply (lift_part_symmetric U eqU s X (base st) (copies st) _ _ pi) with (b := b); auto.
      * intros i T. rewrite forallb_forall in F. specialize (F i (proj2 (in_members _ _) T)).
        now apply same_set_eq in F.
      * intros i j. unfold lifted_part, lifted.
        destruct (Nat.eqb_spec (block n st (others n st) i) b); [|now intros [= <-]].
        destruct (pi _) as [o|]; [|discriminate]. intros C. apply copy_spec in C.
        destruct C as [-> ->]. auto.
    + destruct (same_set _ _) eqn:I; [|discriminate]. apply same_set_eq in I. apply difference_zero.
      apply (lift_symmetric U eqU s X (base st) (copies st) _ _ pi); auto.
      intros i j. unfold lifted. destruct (pi _) as [o|]; [|discriminate].
      intros C. apply copy_spec in C. destruct C as [-> ->]. auto.
Qed.

(* the joint entropies of all variables after the steps *)
Fixpoint entropies (s : space) (X : N -> s -> U) (n : nat) (steps : list step) : N -> R :=
  match steps with
  | [] => H s X
  | st :: rest => entropies (space_of s X st) (family s X n st) (enlarged n st) rest
  end.

Lemma entropies_polymatroid steps : forall s X n, polymatroid (entropies s X n steps).
Proof. induction steps; intros; [apply entropic | apply IHsteps]. Qed.

Lemma entropies_old steps : forall s X n A, (A < 2 ^ N.of_nat n)%N ->
  entropies s X n steps A = H s X A.
Proof.
  induction steps as [|st rest IH]; intros s X n A L; [reflexivity|]. simpl. rewrite IH.
  - now apply old_entropies.
  - apply N.lt_le_trans with (1 := L), N.pow_le_mono_r; [easy|]. unfold enlarged. lia.
Qed.

Lemma form_value_ext h h' f : (forall t, In t f -> h (snd t) = h' (snd t)) ->
  form_value h f = form_value h' f.
Proof.
  induction f as [|[q A] f IH]; intros E; [reflexivity|].
  rewrite !form_value_cons, IH; [|intros; apply E; now right].
  f_equal. f_equal. exact (E (q, A) (or_introl eq_refl)).
Qed.

Lemma entropies_vanish steps : forall before s X n k e f,
  (forall n0 st0 word, before = Some (n0, st0) -> forallb (blocks_differ st0) word = true ->
    symmetric U s X (permuted n0 st0 (others n0 st0) word)) ->
  vanishing_from before n steps k e = inl f -> form_value (entropies s X n steps) f = 0.
Proof.
  induction steps as [|st rest IH]; intros before s X n k e f B; [discriminate|].
  destruct k as [|k]; simpl.
  - unfold within. destruct (vanishing before n st e) as [f'|] eqn:V; [|discriminate].
    destruct (forallb _ _) eqn:F; [|discriminate]. intros [= <-].
    rewrite <- (vanishing_zero before s X n st e f' B V). apply form_value_ext.
    intros t I. apply entropies_old. rewrite forallb_forall in F. now apply N.ltb_lt, F.
  - apply IH. intros n0 st0 word [= <- <-]. apply symmetric_permuted.
Qed.
End Sound.

(* values with the number of their variable, so that all variables have one alphabet *)
Section Tagged.
Variable V : N -> Type.
Variable eqV : forall i (x y : V i), {x = y} + {x <> y}.

Definition tagged_dec (x y : {i : N & V i}) : {x = y} + {x <> y}.
Proof.
  destruct x as [i x], y as [j y]. destruct (N.eq_dec i j) as [<-|D].
  - destruct (eqV i x y) as [<-|D]; [now left | right]. intros E. apply D.
    exact (inj_pair2_eq_dec N N.eq_dec V i x y E).
  - right. intros E. apply D. exact (f_equal (@projT1 _ _) E).
Defined.

Lemma entropy_tagged s X A : entropy s V eqV X A =
  entropy s (fun _ => {i : N & V i}) (fun _ => tagged_dec) (fun i w => existT V i (X i w)) A.
Proof.
  apply transfer with (g := fun w => w); [reflexivity|]. intros w w' _ _ _ _. unfold same.
  split; intros E i T; specialize (E i T); [now f_equal|].
  exact (inj_pair2_eq_dec N N.eq_dec V i _ _ E).
Qed.
End Tagged.

Lemma polymatroid_scaled h k : 0 <= k -> polymatroid h -> polymatroid (fun A => h A * k).
Proof.
  intros K [E M S]. constructor; intros.
  - rewrite E. ring.
  - apply Rmult_le_compat_r; auto.
  - rewrite <- !Rmult_plus_distr_r. apply Rmult_le_compat_r; auto.
Qed.

Lemma form_value_scaled h k f : form_value (fun A => h A * k) f = form_value h f * k.
Proof. induction f as [|[q A] f IH]; [cbn; ring|]. rewrite !form_value_cons, IH. ring. Qed.

(* the values of random variables, with their numbers *)
Definition tags {P : space} (Xs : list (variable P)) : Type := {i : N & alphabet (member Xs i)}.

Definition tags_dec {P : space} (Xs : list (variable P)) :
  forall x y : tags Xs, {x = y} + {x <> y} :=
  tagged_dec (fun i => alphabet (member Xs i)) (fun i => alphabet_dec (member Xs i)).

Definition tagged {P : space} (Xs : list (variable P)) (i : N) (w : P) : tags Xs :=
  existT (fun i => alphabet (member Xs i)) i (member Xs i w).
Local Notation nats Xs := (entropy _ (fun _ => tags Xs) (fun _ => tags_dec Xs) (tagged Xs)).

Lemma joint_entropies_tagged {P : space} (Xs : list (variable P)) A :
  joint_entropies Xs A = nats Xs A * / ln 2.
Proof. unfold joint_entropies. now rewrite entropy_tagged. Qed.

Theorem copies_exist (P : space) (Xs : list (variable P)) (steps : list step) : exists h',
  polymatroid h' /\
  (forall A, (A < 2 ^ N.of_nat (length Xs))%N -> h' A = joint_entropies Xs A) /\
  (forall e f, vanishing_from None (length Xs) steps (of_step e) e = inl f -> form_value h' f = 0).
Proof.
  exists (fun A => entropies (tags Xs) (tags_dec Xs) P (tagged Xs) (length Xs) steps A * / ln 2).
  split; [|split].
  - apply polymatroid_scaled; [|apply entropies_polymatroid].
    left. apply Rinv_0_lt_compat, ln_2_pos.
  - intros A L. now rewrite entropies_old, joint_entropies_tagged.
  - intros e f E. rewrite form_value_scaled, (entropies_vanish _ _ steps None) with (2 := E);
    [ring|easy].
Qed.

(* ---------- double Markov ---------- *)

(* If I(x;y|z) = I(x;z|y) = 0, then the law of x given y is, with probability 1, that of x given z,
   and that of x given y and z.  So this law is a random variable W that is a function of y and of z,
   and x is independent of y and z given W. *)

Lemma sum_zero {A} (f : A -> R) l : (forall x, In x l -> 0 <= f x) -> sum f l <= 0 ->
  forall x, In x l -> f x = 0.
Proof.
  intros F L x I. pose proof (sum_ge1 f l x F I). specialize (F x I). lra.
Qed.

Lemma ln_lt x : 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros L N. assert (ln x <> 0) as Z by (intros E; apply N; now rewrite <- (exp_ln x L), E, exp_0).
  pose proof (exp_ineq1 _ Z) as K. rewrite exp_ln in K by assumption. lra.
Qed.

Section DoubleMarkov.
Variable U : Type.
Variable eqU : forall x y : U, {x = y} + {x <> y}.
Variable s : space.
Variable X : N -> s -> U.
Local Notation Om := (outcomes s).
Local Notation law := (P s (fun _ => U) (fun _ => eqU) X).
Local Notation alike := (sameb s (fun _ => U) (fun _ => eqU) X).
Local Notation same := (same s (fun _ => U) X).
Local Notation h := (entropy s (fun _ => U) (fun _ => eqU) X).
Local Notation conditional := (conditional U eqU s X).
Local Notation ratio := (ratio s (fun _ => U) (fun _ => eqU) X).
Local Notation share := (share s (fun _ => U) (fun _ => eqU) X).
Local Notation law_positive := (law_positive U eqU s X).

(* what I(A;B|C) = 0 says of probabilities *)
Section Independent.
Variables A B C : N.
Hypothesis independent : Ic h A B C = 0.

Lemma ratio_one w : In w Om -> pr s w <> 0 -> ratio A B C w = 1.
Proof.
  set (g := fun w => ln (law (A ∪ C) w) + ln (law (B ∪ C) w) - ln (law (A ∪ B ∪ C) w) -
    ln (law C w)).
  assert (G : forall w, In w Om -> pr s w <> 0 -> 0 < ratio A B C w /\ g w = ln (ratio A B C w)).
  { clear w. intros w I N. pose proof (law_positive (A ∪ B ∪ C) w I N).
    pose proof (law_positive (A ∪ C) w I N). pose proof (law_positive (B ∪ C) w I N).
    pose proof (law_positive C w I N).
    assert (0 < law (A ∪ B ∪ C) w * law C w) as D by (apply Rmult_lt_0_compat; assumption).
    assert (0 < law (A ∪ C) w * law (B ∪ C) w) as E by (apply Rmult_lt_0_compat; assumption).
    pose proof (Rinv_0_lt_compat _ D). split; [now apply Rmult_lt_0_compat|].
    unfold g, ItipEntropy.ratio.
    rewrite ln_mult, ln_mult, ln_Rinv, ln_mult by assumption. ring. }
  intros I N. destruct (G w I N) as [L E].
  destruct (Req_dec (ratio A B C w) 1) as [|NE]; [assumption|exfalso].
  assert (Z : pr s w * (ratio A B C w - 1 - g w) = 0).
  { apply (sum_zero (fun w => pr s w * (ratio A B C w - 1 - g w)) Om); [| |assumption].
    - intros v J. destruct (Req_dec (pr s v) 0) as [->|M]; [lra|].
      apply Rmult_le_pos; [apply pr_nonneg|].
      destruct (G v J M) as [L' E']. pose proof (ln_le _ L'). lra.
    - pose proof (ratio_mean s (fun _ => U) (fun _ => eqU) X A B C) as M.
      pose proof (pr_total s) as T.
      unfold Ic, entropy in independent.
      apply Rle_trans with (sum (fun w => pr s w * ratio A B C w) Om + -1 * sum (pr s) Om +
        (sum (fun w => pr s w * - ln (law (A ∪ C) w)) Om +
         sum (fun w => pr s w * - ln (law (B ∪ C) w)) Om +
         -1 * sum (fun w => pr s w * - ln (law (A ∪ B ∪ C) w)) Om +
         -1 * sum (fun w => pr s w * - ln (law C w)) Om)); [right | lra].
      rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros v _. unfold g. ring. }
  pose proof (ln_lt _ L NE). apply Rmult_integral in Z. destruct Z; [contradiction | lra].
Qed.

Lemma support a b : In a Om -> pr s a <> 0 -> In b Om -> pr s b <> 0 -> same C a b ->
  exists w, In w Om /\ pr s w <> 0 /\ same (A ∪ C) w a /\ same (B ∪ C) w b.
Proof.
  intros Ia Na Ib Nb S. set (f := fun a => sum (fun b => pr s b * sum (share A B C a b) Om) Om).
  assert (PC : forall a, In a Om -> pr s a <> 0 ->
    sum (fun b => pr s b * (ind (alike C a b) * / law C a)) Om = 1).
  { intros c I N. pose proof (law_positive C c I N).
    transitivity (/ law C c * law C c); [|field; lra]. unfold P at 3. rewrite <- sum_scal.
    apply sum_ext; intros; ring. }
  assert (B1 : forall a b, In a Om -> pr s a <> 0 ->
    0 <= pr s b * (ind (alike C a b) * / law C a - sum (share A B C a b) Om)).
  { intros c d I N. pose proof (shares_bound s (fun _ => U) (fun _ => eqU) X A B C c d I N).
    apply Rmult_le_pos; [apply pr_nonneg | lra]. }
  assert (B2 : forall a, In a Om -> 0 <= pr s a * (1 - f a)).
  { intros c I. destruct (Req_dec (pr s c) 0) as [->|N]; [lra|].
    apply Rmult_le_pos; [apply pr_nonneg|].
    rewrite <- (PC c I N). unfold f.
    replace (_ - _) with (sum (fun b => pr s b *
      (ind (alike C c b) * / law C c - sum (share A B C c b) Om)) Om).
    - apply sum_nonneg. auto.
    - unfold Rminus. rewrite <- sum_opp, <- sum_plus. apply sum_ext; intros; ring. }
  assert (Z : pr s a * (1 - f a) = 0).
  { apply (sum_zero (fun a => pr s a * (1 - f a)) Om B2); [|assumption]. right.
    transitivity (sum (pr s) Om - sum (fun a => pr s a * f a) Om).
    - unfold Rminus. rewrite <- sum_opp, <- sum_plus. apply sum_ext; intros; ring.
    - unfold f. rewrite <- ratio_shares. apply Rminus_diag_eq. apply sum_ext; intros w I.
      destruct (Req_dec (pr s w) 0) as [->|N]; [ring|]. rewrite ratio_one; auto. ring. }
  apply Rmult_integral in Z. destruct Z as [|Z]; [contradiction|].
  assert (Zb : pr s b * (ind (alike C a b) * / law C a - sum (share A B C a b) Om) = 0).
  { apply (sum_zero
      (fun b => pr s b * (ind (alike C a b) * / law C a - sum (share A B C a b) Om)) Om); auto.
    right. rewrite <- (PC a Ia Na) in Z. unfold f in Z.
    rewrite <- Z. unfold Rminus. rewrite <- sum_opp, <- sum_plus. apply sum_ext; intros; ring. }
  apply Rmult_integral in Zb. destruct Zb as [|Zb]; [contradiction|].
  apply (samebP s (fun _ => U) (fun _ => eqU) X) in S. rewrite S in Zb. simpl ind in Zb.
  pose proof (Rinv_0_lt_compat _ (law_positive C a Ia Na)).
  destruct (existsb (fun w => if Req_EM_T (share A B C a b w) 0 then false else true) Om) eqn:E.
  - apply existsb_exists in E. destruct E as [w [I E]].
    destruct (Req_EM_T _ _) as [|NZ]; [discriminate|].
    exists w. split; [assumption|]. unfold ItipEntropy.share in NZ.
    split; [intros Q; apply NZ; rewrite Q; ring|].
    split; apply (samebP s (fun _ => U) (fun _ => eqU) X).
    + destruct (alike (A ∪ C) w a); [reflexivity|]. exfalso; apply NZ; simpl; ring.
    + destruct (alike (B ∪ C) w b); [reflexivity|]. exfalso; apply NZ; simpl; ring.
  - exfalso. assert (Z0 : sum (share A B C a b) Om = 0); [|lra].
    rewrite <- (sum_0 Om). apply sum_ext; intros w I. apply not_true_iff_false in E.
    destruct (Req_EM_T (share A B C a b w) 0) as [|NZ]; [assumption|].
    exfalso; apply E, existsb_exists.
    exists w. destruct (Req_EM_T _ _); [contradiction | auto].
Qed.

(* P(A|B,C) = P(A|C) wherever P(B,C) > 0 *)
Lemma conditional_independent u w : In u Om -> pr s u <> 0 -> In w Om ->
  conditional (B ∪ C) u (fun v => ind (alike A w v)) =
  conditional C u (fun v => ind (alike A w v)).
Proof.
  intros I N J. pose proof (law_positive (B ∪ C) u I N). pose proof (law_positive C u I N).
  destruct (existsb (fun v => alike C u v && alike A w v &&
    if Req_EM_T (pr s v) 0 then false else true) Om) eqn:E.
  - apply existsb_exists in E. destruct E as [v [K E]]. rewrite !andb_true_iff in E.
    destruct E as [[Eu Ew] NV]. destruct (Req_EM_T (pr s v) 0) as [|V]; [discriminate|].
    assert (Q : same C v u) by (intros i T; symmetry; now apply (proj1 (samebP _ _ _ _ _ _ _) Eu)).
    destruct (support v u K V I N Q) as [o [KO [NO [SA SB]]]].
    pose proof (law_positive (A ∪ B ∪ C) o KO NO). pose proof (ratio_one o KO NO) as R1.
    unfold ItipEntropy.ratio in R1.
    assert (L : forall D, same D o u ->
      conditional D u (fun v => ind (alike A w v)) = law (A ∪ D) o * / law D o).
    { intros D S. unfold conditional. rewrite (P_congr _ _ _ _ D o u) by now apply samebP.
      f_equal. apply mean_ext; intros x _ _. rewrite same_lor.
      rewrite <- (alike_congr U eqU s X D o u x S).
      replace (alike A w x) with (alike A o x).
      2: { apply alike_congr. intros i T. apply (proj1 (samebP _ _ _ _ _ _ _)) in Ew.
        rewrite (Ew i T). apply SA. now rewrite N.lor_spec, T. }
      destruct (alike D o x), (alike A o x); simpl; ring. }
    rewrite (L (B ∪ C)), (L C); auto.
    + rewrite N.lor_assoc. rewrite (P_congr _ _ _ _ (B ∪ C) o u) in * by now apply samebP.
      assert (SC : same C o u) by (intros i T; apply SB; now rewrite N.lor_spec, T, orb_true_r).
      rewrite (P_congr _ _ _ _ C o u) in * by now apply samebP.
      apply Rmult_eq_reg_r with (law (B ∪ C) u * law C u);
        [|apply Rmult_integral_contrapositive; lra].
      replace (law (A ∪ B ∪ C) o * / law (B ∪ C) u * (law (B ∪ C) u * law C u))
        with (law (A ∪ B ∪ C) o * law C u * 1) by (field; lra).
      rewrite <- R1. field. lra.
    + intros i T. apply SB. now rewrite N.lor_spec, T, orb_true_r.
  - assert (Z : forall D, (forall v, alike D u v = true -> alike C u v = true) ->
      conditional D u (fun v => ind (alike A w v)) = 0).
    { intros D S. unfold conditional.
      rewrite (mean_ext _ _ (fun _ => 0)), mean_const; [ring|]. intros v K V.
      destruct (alike D u v) eqn:F; [|simpl; ring]. destruct (alike A w v) eqn:G; [|simpl; ring].
      exfalso. apply not_true_iff_false in E. apply E, existsb_exists. exists v. rewrite G, (S v F).
      destruct (Req_EM_T (pr s v) 0); [contradiction | auto]. }
    rewrite !Z; auto. intros v. rewrite same_lor, andb_true_iff. tauto.
Qed.
End Independent.

(* W is the law of x given y. *)
Variables x y z w : N.

Definition law_given (u : s) : list R :=
  map (fun v => conditional y u (fun t => ind (alike x v t))) Om.
Hypothesis w_is_law : forall u v, same w u v <-> law_given u = law_given v.

Lemma law_of_y u v : same y u v -> law_given u = law_given v.
Proof.
  intros S. apply map_ext; intros t. now apply conditional_congr.
Qed.

Lemma entropy_function A B :
  (forall u v, In u Om -> pr s u <> 0 -> In v Om -> pr s v <> 0 -> same A u v -> same B u v) ->
  h (B ∪ A) = h A.
Proof.
  intros F. apply transfer with (g := fun u => u); [reflexivity|]. intros u v I N J M. split.
  - intros S i T. apply S. now rewrite N.lor_spec, T, orb_true_r.
  - intros S i T. rewrite N.lor_spec, orb_true_iff in T. destruct T as [T|T]; [|now apply S].
    now apply (F u v).
Qed.

Theorem common_part : Ic h x y z = 0 -> Ic h x z y = 0 ->
  Hc h w y = 0 /\ Hc h w z = 0 /\ Ic h x (y ∪ z) w = 0.
Proof.
  intros Y Z. assert (Wy : forall u v, same y u v -> same w u v)
    by (intros u v S; now apply w_is_law, law_of_y).
  assert (E : forall u t, In u Om -> pr s u <> 0 -> In t Om ->
    conditional y u (fun o => ind (alike x t o)) = conditional z u (fun o => ind (alike x t o))).
  { intros u t I N J. rewrite <- (conditional_independent x y z Y u t I N J), N.lor_comm.
    symmetry. now apply conditional_independent. }
  split; [|split].
  - unfold Hc. rewrite entropy_function; [ring|]. auto.
  - unfold Hc. rewrite entropy_function; [ring|]. intros u v I N J M S. apply w_is_law.
    unfold law_given. apply map_ext_in; intros t K. rewrite !E by assumption.
    now apply conditional_congr.
  - assert (L : forall A u, (forall i, N.testbit y i = true -> N.testbit A i = true) ->
      law (A ∪ w) u = law A u).
    { intros A u S. apply sum_ext; intros v _. do 2 f_equal. rewrite same_lor.
      destruct (alike A u v) eqn:F; [|reflexivity]. simpl. apply samebP, Wy. intros i T.
      apply (proj1 (samebP _ _ _ _ _ _ _) F), S, T. }
    assert (K : forall u, In u Om -> pr s u <> 0 ->
      law (x ∪ w) u * law (y ∪ z) u = law (x ∪ (y ∪ z)) u * law w u).
    { intros u I N. pose proof (law_positive (y ∪ z) u I N).
      assert (K1 : law (x ∪ w) u = conditional y u (fun o => ind (alike x u o)) * law w u).
      { rewrite !(law_mean U eqU s X), <- mean_scal, <- (mean_conditional U eqU s X y).
        apply mean_ext; intros v J M.
        rewrite (conditional_ext U eqU s X y v _ (fun o => ind (alike w u v) * ind (alike x u o))).
        - destruct (alike w u v) eqn:F; simpl ind.
          + assert (G : law_given u = law_given v)
              by (apply w_is_law, (proj1 (samebP _ _ _ _ _ _ _) F)).
            apply ext_in_map with (a := u) in G; [|assumption]. rewrite G, Rmult_1_r.
            apply conditional_ext; intros; ring.
          + rewrite Rmult_0_r, (conditional_ext U eqU s X y v _ (fun _ => 0)) by (intros; ring).
            apply conditional_const. pose proof (law_positive y v J M). lra.
        - intros o _ _ Q. rewrite same_lor. replace (alike w u o) with (alike w u v).
          + destruct (alike w u v), (alike x u o); simpl; ring.
          + rewrite !(same_sym _ _ _ _ w u). apply alike_congr, Wy.
            now apply (proj1 (samebP _ _ _ _ _ _ _)) in Q. }
      assert (K2 : law (x ∪ (y ∪ z)) u =
        conditional y u (fun o => ind (alike x u o)) * law (y ∪ z) u).
      { rewrite <- (conditional_independent x z y Z u u I N I), (N.lor_comm z y).
        unfold conditional.
        rewrite (law_mean U eqU s X (x ∪ (y ∪ z))), Rmult_assoc, Rinv_l, Rmult_1_r by lra.
        apply mean_ext; intros o _ _. rewrite same_lor.
        destruct (alike x u o), (alike (y ∪ z) u o); simpl; ring. }
      rewrite K1, K2. ring. }
    unfold Ic, entropy.
    transitivity (sum (fun u => pr s u * (- ln (law (x ∪ w) u) - ln (law (y ∪ z ∪ w) u) +
      ln (law (x ∪ (y ∪ z) ∪ w) u) + ln (law w u))) Om).
    + unfold Rminus. rewrite <- !sum_opp, <- !sum_plus. apply sum_ext; intros; ring.
    + rewrite <- (sum_0 Om). apply sum_ext; intros u I.
      destruct (Req_dec (pr s u) 0) as [->|N]; [ring|].
      rewrite (L (y ∪ z)) by (intros i T; now rewrite N.lor_spec, T).
      rewrite (L (x ∪ (y ∪ z))) by (intros i T; now rewrite !N.lor_spec, T, orb_true_r).
      replace (- ln (law (x ∪ w) u) - ln (law (y ∪ z) u))
        with (- ln (law (x ∪ w) u * law (y ∪ z) u)).
      * rewrite (K u I N), ln_mult; [ring | |]; now apply law_positive.
      * rewrite ln_mult; [ring | |]; now apply law_positive.
Qed.
End DoubleMarkov.

(* W, adjoined to random variables *)
Section Adjoined.
Variable P : space.
Variable Xs : list (variable P).
Variables x y z : N.
Local Notation n := (N.of_nat (length Xs)).
Local Notation law_of Ys := (law_given (tags Ys) (tags_dec Ys) P (tagged Ys) x y).

Definition law_variable : variable P :=
  RandomVariable (list R) (list_eq_dec Req_EM_T) (law_of Xs).
Local Notation Ys := (Xs ++ [law_variable]).
Hypothesis x_old : (x < 2 ^ n)%N.
Hypothesis y_old : (y < 2 ^ n)%N.

Lemma same_tagged (Zs : list (variable P)) A w w' :
  same P (fun _ => tags Zs) (tagged Zs) A w w' <->
  forall i, N.testbit A i = true -> member Zs i w = member Zs i w'.
Proof.
  unfold same. split; intros E i T; specialize (E i T).
  - exact (inj_pair2_eq_dec N N.eq_dec (fun i => alphabet (member Zs i)) i _ _ E).
  - unfold tagged. now f_equal.
Qed.

Lemma member_old i : (i < n)%N -> member Ys i = member Xs i.
Proof. intros L. unfold member. apply app_nth1. lia. Qed.

Lemma member_new : member Ys n = law_variable.
Proof. unfold member. rewrite app_nth2, Nat2N.id, Nat.sub_diag by lia. reflexivity. Qed.

Lemma same_old A w w' : (A < 2 ^ n)%N ->
  same P (fun _ => tags Ys) (tagged Ys) A w w' <-> same P (fun _ => tags Xs) (tagged Xs) A w w'.
Proof.
  intros L. rewrite !same_tagged. split; intros E i T; specialize (E i T);
    rewrite (member_old i (below_bits _ _ _ L T)) in *; assumption.
Qed.

Lemma joint_entropies_adjoined A : (A < 2 ^ n)%N -> joint_entropies Ys A = joint_entropies Xs A.
Proof.
  intros L. rewrite !joint_entropies_tagged. f_equal.
  apply transfer with (g := fun w => w); [reflexivity|]. intros; now apply same_old.
Qed.

Lemma law_old w : law_of Ys w = law_of Xs w.
Proof.
  assert (E : forall A, (A < 2 ^ n)%N -> forall u v,
    sameb P (fun _ => tags Ys) (fun _ => tags_dec Ys) (tagged Ys) A u v =
    sameb P (fun _ => tags Xs) (fun _ => tags_dec Xs) (tagged Xs) A u v).
  { intros A L u v. apply eq_iff_eq_true. rewrite !samebP. now apply same_old. }
  apply map_ext; intros u. unfold conditional. f_equal.
  - apply mean_ext; intros v _ _. now rewrite !E.
  - f_equal. apply sum_ext; intros v _. now rewrite E.
Qed.

Theorem double_markov : Ic (joint_entropies Ys) x y z = 0 -> Ic (joint_entropies Ys) x z y = 0 ->
  Hc (joint_entropies Ys) (2 ^ n) y = 0 /\ Hc (joint_entropies Ys) (2 ^ n) z = 0 /\
  Ic (joint_entropies Ys) x (y ∪ z) (2 ^ n) = 0.
Proof.
  pose proof (Rinv_0_lt_compat _ ln_2_pos) as L.
  assert (EI : forall a b c, Ic (joint_entropies Ys) a b c = Ic (nats Ys) a b c * / ln 2).
  { intros. unfold Ic. rewrite !joint_entropies_tagged. ring. }
  assert (EH : forall a c, Hc (joint_entropies Ys) a c = Hc (nats Ys) a c * / ln 2).
  { intros. unfold Hc. rewrite !joint_entropies_tagged. ring. }
  rewrite !EI, !EH. intros Y Z. apply Rmult_integral in Y. apply Rmult_integral in Z.
  destruct (common_part (tags Ys) (tags_dec Ys) P (tagged Ys) x y z (2 ^ n)) as [-> [-> ->]];
    try lra.
  intros u v. rewrite same_tagged, !law_old. transitivity (member Ys n u = member Ys n v).
  - split; intros E; [apply E, N.pow2_bits_true|]. intros i T. rewrite N.pow2_bits_eqb in T.
    apply N.eqb_eq in T. now subst i.
  - now rewrite member_new.
Qed.
End Adjoined.

(* ---------- certificates with copies ---------- *)

(* Each sum is as in a [certificate], with equalities, and sets of all variables after the steps.
   In the mean over exchanges, which say what set takes the place of each variable, the terms are
   those of the variables so exchanged, with copies of their own; givens and constant are not
   exchanged.  Adjoining adds a variable W, if givens say that I(x;y|z) = 0 and I(x;z|y) = 0; the
   certificate then is one with three more givens: H(W|y) = 0, H(W|z) = 0, I(x;y,z|W) = 0. *)
Inductive copies_certificate :=
  | Copies (steps : list step) (equalities : list (Q * equality)) (proof : certificate)
  | CopiesInMean (exchanges : list (list N))
      (steps : list step) (equalities : list (Q * equality)) (proof : certificate)
  | Adjoining (x y z : N) (rest : copies_certificate).

(* the union of the sets that take the places of the variables in A *)
Definition exchanged (exchange : list N) (A : N) : N :=
  fold_right (fun i B => nth (N.to_nat i) exchange 0%N ∪ B) 0%N (members A).

Definition shannon_form (l : list shannon) : form :=
  flat_map (fun '(Shannon q a b c) => [(q, a ∪ c); (q, b ∪ c); ((-q), a ∪ b ∪ c); ((-q), c)]%Q) l.

Definition mean_form (q : Q) (exchanges : list (list N)) (f : form) : form :=
  flat_map (fun e => map (fun t => (times q (fst t), exchanged e (snd t))) f) exchanges.

(* Does a given say that I(A;B|C) = 0? *)
Definition says_independent (gs : list relation) (A B C : N) : bool :=
  let says i :=
    let v := add_linear 1 (expression (nth i gs no_relation)) Zero in
    let q := match A ∪ B ∪ C with N0 => 0%Q | Npos m => coefficient (xO m) v end in
    let c := Certificate [] [Given (Qred (/ q)) i] 0 in
    match check_target gs [] [((-1)%Q, Information A B C)] c with
    | Accepted => true
    | Refused _ => false
    end
  in existsb says (seq 0 (length gs)).

Definition of_common_part (x y z w : N) : list relation :=
  [Relation [(1, Entropy w y)] Equal []; Relation [(1, Entropy w z)] Equal [];
   Relation [(1, Information x (y ∪ z) w)] Equal []]%Q.

Section Checker.
Variable target : linear.
Local Notation old n t := (N.ltb (snd t) (2 ^ N.of_nat n)).

Definition check_mean (n : nat) (gs : list relation) (exchanges : list (list N)) (f : form)
    (c : certificate) : verdict :=
  if negb (forallb (fun e => Nat.eqb (length e) n) exchanges)
  then Refused "an exchange without a set for each variable"
  else match nonzero (add_form (filter (fun t => negb (old n t)) f) Zero) with
  | Some (p, _) => Refused ("the sum has a term with a copy, " ++ show_coordinate p)%string
  | None =>
      check_target gs
        (mean_form (1 # Pos.of_nat (length exchanges)) exchanges (filter (fun t => old n t) f))
        target (Certificate [] (used_givens c) (constant c))
  end.

Fixpoint check_with_copies (n : nat) (gs : list relation) (c : copies_certificate) : verdict :=
  match c with
  | Copies steps equalities proof =>
      match equalities_sum 0 n steps equalities with
      | inl extra => check_target gs extra target proof
      | inr reason => Refused reason
      end
  | CopiesInMean exchanges steps equalities proof =>
      match equalities_sum 0 n steps equalities,
        first_reason (map shannon_objection (shannons proof)) with
      | inl extra, Accepted => check_mean n gs exchanges (shannon_form (shannons proof) ++ extra)
        proof
      | inl _, refused => refused
      | inr reason, _ => Refused reason
      end
  | Adjoining x y z rest =>
      if forallb (fun A => N.ltb A (2 ^ N.of_nat n)) [x; y; z] &&
         says_independent gs x y z && says_independent gs x z y
      then check_with_copies (S n) (gs ++ of_common_part x y z (2 ^ N.of_nat n)) rest
      else Refused "no given says what double Markov needs"
  end.
End Checker.

Definition check_copies (p : problem) (cs : list copies_certificate) : verdict :=
  if bounded p
  then check_all (fun t => check_with_copies t (variables p) (givens p))
    (flat_map targets (goals p)) cs
  else Refused "a set of the problem has a variable that there is not".

(* ---------- soundness ---------- *)

Lemma form_value_scaled_by h q f g :
  form_value h (map (fun t => (times q (fst t), g (snd t))) f) =
  Q2R q * form_value (fun A => h (g A)) f.
Proof.
  induction f as [|[r A] f IH]; [cbn; ring|]. cbn [map fst snd].
  rewrite !form_value_cons, IH, Q2R_times. ring.
Qed.

Lemma equalities_sum_zero h n steps :
  (forall e f, vanishing_from None n steps (of_step e) e = inl f -> form_value h f = 0) ->
  forall l i f, equalities_sum i n steps l = inl f -> form_value h f = 0.
Proof.
  intros Z l. induction l as [|[q e] l IH]; intros i f; cbn [equalities_sum]; [now intros [= <-]|].
  destruct (vanishing_from _ _ _ _ _) as [g|] eqn:E; [|discriminate].
  destruct (equalities_sum _ _ _ l) as [g'|] eqn:F; [|discriminate]. intros [= <-].
  rewrite form_value_app, (form_value_scaled_by h q g (fun A => A)), (IH _ _ F).
  change (fun A => h A) with h. rewrite (Z e g E). ring.
Qed.

Lemma shannon_form_nonneg h l : polymatroid h ->
  first_reason (map shannon_objection l) = Accepted ->
  0 <= form_value h (shannon_form l).
Proof.
  intros M. induction l as [|[q a b c] l IH]; cbn [map first_reason]; [cbn; lra|].
  unfold shannon_objection at 1. cbn [shannon_weight].
  destruct (Qle_bool 0 q) eqn:L; [|discriminate]. intros F. specialize (IH F).
  cbn [shannon_form flat_map app]. fold (shannon_form l). rewrite !form_value_cons, !Q2R_opp.
  pose proof (Rmult_le_pos _ _ (Q2R_nonneg _ L) (Ic_nonneg h M a b c)) as K. unfold Ic in K. lra.
Qed.

Lemma form_value_filter h t f :
  form_value h f = form_value h (filter t f) + form_value h (filter (fun x => negb (t x)) f).
Proof.
  induction f as [|[q A] f IH]; [cbn; ring|]. cbn [filter].
  destruct (t (q, A)); cbn [negb]; rewrite !form_value_cons, IH; ring.
Qed.

(* the joint variable of a set *)
Definition joint {P : space} (Xs : list (variable P)) (A : N) : variable P :=
  fold_right (fun i Y => joined (member Xs i) Y) constant_variable (members A).

Lemma joint_same {P : space} (Xs : list (variable P)) A w w' :
  joint Xs A w = joint Xs A w' <-> forall i, N.testbit A i = true -> member Xs i w = member Xs i w'.
Proof.
  unfold joint. transitivity (forall i, In i (members A) -> member Xs i w = member Xs i w').
  - induction (members A) as [|i l IH]; [easy|]. cbn [fold_right joined at_outcome]. split.
    + intros E. injection E as E F. intros j [<-|I]; [assumption | now apply IH].
    + intros F. f_equal; [apply F; now left | apply IH; intros j I; apply F; now right].
  - split; intros F i I; apply F; now apply in_members.
Qed.

Lemma in_exchanged e A j : N.testbit (exchanged e A) j = true <->
  exists i, N.testbit A i = true /\ N.testbit (nth (N.to_nat i) e 0%N) j = true.
Proof.
  unfold exchanged. transitivity (exists i,
    In i (members A) /\ N.testbit (nth (N.to_nat i) e 0%N) j = true).
  - induction (members A) as [|i l IH]; cbn [fold_right].
    + split; [easy | now intros [i []]].
    + rewrite N.lor_spec, orb_true_iff, IH. split.
      * intros [T|[k [I T]]]; [exists i | exists k]; split; auto; [now left | now right].
      * intros [k [[<-|I] T]]; [now left | right; eauto].
  - split; intros [i [I T]]; exists i; split; auto; now apply in_members.
Qed.

Lemma joint_entropies_exchanged {P : space} (Xs : list (variable P)) e A :
  joint_entropies (map (joint Xs) e) A = joint_entropies Xs (exchanged e A).
Proof.
  unfold joint_entropies. f_equal. apply transfer with (g := fun w => w); [reflexivity|].
  intros w w' _ _ _ _. unfold same.
  assert (E : forall i, member (map (joint Xs) e) i = joint Xs (nth (N.to_nat i) e 0%N)).
  { intros i. exact (map_nth (joint Xs) e 0%N (N.to_nat i)). }
  split.
  - intros F j T. apply in_exchanged in T. destruct T as [i [I T]]. specialize (F i I).
    rewrite E in F. now apply (proj1 (joint_same _ _ _ _) F).
  - intros F i I. rewrite E. apply joint_same. intros j T. apply F, in_exchanged. eauto.
Qed.

Section Checked.
Variable P : space.
Variable Xs : list (variable P).
Local Notation h := (joint_entropies Xs).

Lemma mean_form_nonneg q exchanges f : 0 <= Q2R q ->
  (forall e, In e exchanges -> 0 <= form_value (fun A => h (exchanged e A)) f) ->
  0 <= form_value h (mean_form q exchanges f).
Proof.
  intros Q. induction exchanges as [|e l IH]; intros E; [cbn; lra|]. cbn [mean_form flat_map].
  rewrite form_value_app, form_value_scaled_by. fold (mean_form q l f).
  pose proof (IH (fun e' I => E e' (or_intror I))).
  pose proof (Rmult_le_pos _ _ Q (E e (or_introl eq_refl))). lra.
Qed.

Lemma check_mean_sound scalars gs target exchanges f c :
  check_mean target (length Xs) gs exchanges f c = Accepted ->
  (forall e, length e = length Xs -> exists h', polymatroid h' /\ 0 <= form_value h' f /\
     forall A, (A < 2 ^ N.of_nat (length Xs))%N -> h' A = joint_entropies (map (joint Xs) e) A) ->
  Forall (truth h scalars) gs -> 0 <= total h scalars target.
Proof.
  unfold check_mean. destruct (forallb _ exchanges) eqn:L; [|discriminate]. cbn [negb].
  destruct (nonzero _) as [[]|] eqn:Z; [discriminate|]. intros C E G.
  refine (check_target_sound h scalars (joint_entropies_polymatroid Xs) _ _ _ _ C _ G). clear C G.
  apply mean_form_nonneg; [now apply Q2R_nonneg|]. intros e I.
  rewrite forallb_forall in L. specialize (L e I). apply Nat.eqb_eq in L.
  destruct (E e L) as [h' [M [F O]]].
  pose proof (add_form_value h' [] M (filter (fun t => negb (N.ltb (snd t) (2 ^ N.of_nat (length
    Xs)))) f) Zero) as V.
  rewrite (nonzero_None _ _ Z) in V. cbn [vector_value] in V.
  rewrite (form_value_filter h' (fun t => N.ltb (snd t) (2 ^ N.of_nat (length Xs)))) in F.
  rewrite (form_value_ext _ h'); [lra|]. intros t J. apply filter_In in J. destruct J as [_ J].
  rewrite O, joint_entropies_exchanged by now apply N.ltb_lt. reflexivity.
Qed.
End Checked.

Lemma says_independent_sound h gs scalars A B C : polymatroid h -> Forall (truth h scalars) gs ->
  says_independent gs A B C = true -> Ic h A B C = 0.
Proof.
  intros M G E. apply existsb_exists in E. destruct E as [i [_ E]]. cbv zeta in E.
  destruct (check_target gs [] _ _) eqn:K; [|discriminate].
  apply (check_target_sound h scalars M) in K; [|cbn; lra|assumption].
  cbn [total fold_right fst snd quantity_value] in K. rewrite Q2R_integer in K.
  pose proof (Ic_nonneg h M A B C). lra.
Qed.

Lemma check_with_copies_sound P scalars target c : forall (Xs : list (variable P)) gs,
  check_with_copies target (length Xs) gs c = Accepted -> exists h', polymatroid h' /\
    (forall A, (A < 2 ^ N.of_nat (length Xs))%N -> h' A = joint_entropies Xs A) /\
    (Forall (truth h' scalars) gs -> 0 <= total h' scalars target).
Proof.
  induction c as [steps equalities proof | exchanges steps equalities proof | x y z rest IH];
    intros Xs gs; cbn [check_with_copies].
  - destruct (equalities_sum _ _ _ _) as [extra|] eqn:E; [|discriminate]. intros C.
    destruct (copies_exist P Xs steps) as [h' [M [O Z]]]. exists h'. split; [assumption|].
    split; [assumption|].
    apply (check_target_sound h' scalars M gs extra target proof C). right. symmetry.
    exact (equalities_sum_zero h' _ _ Z equalities 0%nat extra E).
  - destruct (equalities_sum _ _ _ _) as [extra|] eqn:E; [|discriminate].
    destruct (first_reason _) eqn:F; [|discriminate]. intros C. exists (joint_entropies Xs).
    split; [apply joint_entropies_polymatroid|]. split; [reflexivity|].
    apply (check_mean_sound P Xs scalars gs target exchanges _ proof C). intros e L.
    destruct (copies_exist P (map (joint Xs) e) steps) as [h' [M [O Z]]].
    rewrite map_length, L in O, Z. exists h'. split; [assumption|]. split; [|assumption].
    rewrite form_value_app, (equalities_sum_zero h' _ _ Z equalities 0%nat extra E).
    pose proof (shannon_form_nonneg h' (shannons proof) M F). lra.
  - destruct (forallb _ _) eqn:B; [|discriminate]. cbn [andb].
    destruct (says_independent gs x y z) eqn:Y; [|discriminate].
    destruct (says_independent gs x z y) eqn:Z; [|discriminate]. cbn [andb]. intros C.
    cbn [forallb] in B. rewrite !andb_true_iff, !N.ltb_lt in B. destruct B as [Bx [By [Bz _]]].
    set (n := N.of_nat (length Xs)) in *. set (Ys := Xs ++ [law_variable P Xs x y]).
    assert (LY : length Ys = S (length Xs)) by (unfold Ys; rewrite app_length; simpl; lia).
    assert (UP : (2 ^ n < 2 ^ N.of_nat (S (length Xs)))%N) by (apply N.pow_lt_mono_r;
      [easy | unfold n; lia]).
    rewrite <- LY in C. destruct (IH Ys _ C) as [h' [M [O K]]]. rewrite LY in O.
    assert (O' : forall A, (A < 2 ^ n)%N -> h' A = joint_entropies Ys A).
    { intros A L. apply O. now apply N.lt_trans with (1 := L). }
    exists h'. split; [assumption|]. split.
    + intros A L. rewrite O' by assumption. now apply joint_entropies_adjoined.
    + intros G. apply K, Forall_app. split; [assumption|].
      destruct (double_markov P Xs x y z Bx By) as [E1 [E2 E3]]; fold Ys.
      1, 2: rewrite <- (Ic_agree _ h' n) by assumption; eapply says_independent_sound; eassumption.
      fold Ys n in E1, E2, E3.
      assert (Bw : forall A, (A < 2 ^ n)%N -> (A < 2 ^ N.of_nat (S (length Xs)))%N)
        by (intros A L; now apply N.lt_trans with (1 := L)).
      unfold of_common_part. repeat constructor; unfold truth; cbn [sense lhs rhs];
        rewrite value_total;
        cbn [total fold_right fst snd quantity_value value];
          rewrite Q2R_integer, Rplus_0_r, Rmult_1_l.
      * rewrite (Hc_agree _ _ _ O); auto.
      * rewrite (Hc_agree _ _ _ O); auto.
      * rewrite (Ic_agree _ _ _ O); auto using lor_below.
Qed.

Theorem check_copies_sound p cs : check_copies p cs = Accepted ->
  forall (P : space) (Xs : list (variable P)) scalars, length Xs = variables p ->
  holds p (joint_entropies Xs) scalars.
Proof.
  unfold check_copies. destruct (bounded p) eqn:B; [|discriminate]. intros C P Xs scalars L.
  apply holds_by_extension; [assumption|]. intros t I.
  destruct (check_all_sound _ _ _ C t I) as [c A]. rewrite <- L in A |- *.
  destruct (check_with_copies_sound P scalars t c Xs _ A) as [h' [_ K]]. now exists h'.
Qed.

(* ---------- the proof of an exported theorem ---------- *)

Ltac prove_by_copies p cs scalars :=
  intros;
  let answer := eval vm_compute in (check_copies p cs) in
  refuse_unless_accepted answer;
  lazymatch goal with
  | |- context [@joint_entropies ?P ?Xs] =>
      first
        [ change (holds p (joint_entropies Xs) scalars)
        | fail 1 "itip: refused: the statement is not what the certificates are about" ];
      refine (check_copies_sound p cs _ P Xs scalars eq_refl);
      vm_cast_no_check (eq_refl Accepted)
  end.

(* [by_copies p cs with scalars] proves that joint entropies of random variables satisfy a statement
   that is [holds p (joint_entropies Xs) scalars] by computation. *)
Tactic Notation "by_copies" constr(p) constr(cs) := prove_by_copies p cs (@nil R).

Tactic Notation "by_copies" constr(p) constr(cs) "with" constr(scalars) :=
  prove_by_copies p cs scalars.
